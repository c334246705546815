import type { Category, LegalBasis, Purpose, Subject } from './tags.ts';

/**
 * What the law wants to know about the tags (GDPR Art. 13, 30 and 32), in words. These and the fields' tags generate
 * the data map and the record of processing. A category, purpose or basis without words is a type error.
 */
export const categoriesInWords: Record<Category, { what: string; people?: DataSubjects }> = {
  identity: { what: 'Slack ID, e-mail, time zone, locale, account flags, message channel', people: 'employees' },
  learning: {
    what: 'assignments, answers, decisions; treated as special, since they can reveal a trait',
    people: 'employees',
  },
  profile: { what: 'demographics that a person chose to tell', people: 'employees' },
  feedback: { what: 'ratings and comments', people: 'employees' },
  support: { what: 'what people write to support', people: 'employees' },
  billing: { what: "the customer's contacts", people: 'contacts' },
  message: { what: 'rendered content on its way to a person', people: 'employees' },
  intake: { what: 'Slack traffic whose person is not known yet', people: 'employees' },
  credential: { what: "a customer's access to Slack" },
};

/** The data subjects of a category; a category without them is not about a person by itself. */
export const dataSubjects = {
  employees: "people in the customer's Slack workspace",
  contacts: "the customer's contacts for the contract and its invoices",
} as const;
type DataSubjects = keyof typeof dataSubjects;

/** Our role for a purpose: processor for the customer (Art. 28), or controller ourselves. */
export type Role = 'processor' | 'controller';

export const purposesInWords: Record<Purpose, { what: string; role: Role }> = {
  delivery: { what: 'bring lessons to a person in Slack, in their language and in their daytime', role: 'processor' },
  learning: { what: 'choose the next lesson by what was answered, unless the person objects', role: 'processor' },
  improvement: { what: 'hear what people think of lessons', role: 'processor' },
  support: { what: 'answer those who ask for help', role: 'processor' },
  operation: {
    what: "connect to the customer's workspace, take in what Slack tells, and let those alone who left",
    role: 'processor',
  },
  invoicing: { what: 'invoice the customer', role: 'controller' },
};

export const basesInWords: Record<LegalBasis, string> = {
  contract:
    'needed for what the customer has ordered: Art. 6 (1) (b) towards the customer. Towards its people the customer is the controller, and names its own basis',
  consent: 'the person pressed Start, or told it, and can withdraw: Art. 6 (1) (a), for special data Art. 9 (2) (a)',
  'explicit-consent': 'the person agreed to this very question, and can withdraw: Art. 9 (2) (a)',
  'legitimate-interest': 'an interest that is named with the field: Art. 6 (1) (f)',
};

/** Under whose key a field is sealed. */
export const subjectsInWords: Record<Subject, string> = {
  user: 'the person',
  tenant: 'the customer',
  intake: 'a day of traffic',
};

export type Recipient = {
  name: string;
  as: string;
  /** What reaches it in clear. */
  opens: readonly Category[];
  /** What else it gets. */
  gets: string;
};

/** Where data goes outside; services can reach nothing else (P11). */
export const recipients: readonly Recipient[] = [
  {
    name: 'Slack',
    as: "the customer's own processor: what is said stays in the customer's workspace",
    opens: ['message', 'identity', 'credential'],
    gets: 'messages and windows, addressed by Slack ID; calls with the token that Slack itself gave out',
  },
  {
    name: 'Stripe',
    as: 'our processor for payments, and a controller of its own for what law makes it keep',
    opens: ['billing'],
    gets: 'who is invoiced, and for how many seats; takes the payment itself',
  },
  {
    name: 'Mail relay',
    as: 'our processor',
    opens: ['support', 'billing'],
    gets: 'mail to and from support, and invoices',
  },
  {
    name: "Hosting (AWS; the database's host)",
    as: 'our processor',
    opens: [],
    gets: 'everything that rests or travels, sealed; the keys in memory of the services that run there',
  },
  {
    name: "The operator's telemetry",
    as: 'ours',
    opens: [],
    gets: 'numbers, codes, and our own random ids',
  },
];
