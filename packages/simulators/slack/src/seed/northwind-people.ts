import type { PersonSpec } from '../state/workspaces.ts';
import { people } from './people-table.ts';

/** The 62 people of Northwind Studio, a design and software house with four offices; 48 are active members. */
export const northwindPeople: PersonSpec[] = [
  ...people('owner', 'America/New_York', 'en-US', ['Renata Quiroga | Chief Executive | she/her']),
  ...people('admin', 'America/New_York', 'en-US', [
    'Desmond Achebe | Head of People | he/him',
    'Priya Raghunathan | IT Lead | she/her',
  ]),
  ...people('member', 'America/New_York', 'en-US', [
    'Amara Okafor | Product Manager | she/her',
    'Miles Whitfield | Staff Engineer',
    'Noor Haddad | Product Designer | she/they',
    'Caleb Strand | Account Executive | he/him',
    'Imani Brooks | Data Analyst | she/her',
    'Theo Papadakis | Support Engineer',
    'Grace Liu | Finance Partner | she/her',
    'Jordan Ellery | Recruiter | they/them',
    'Hannah Weiss | Copywriter',
    'Malik Thornton | Sales Engineer | he/him',
    'Sofia Marchetti | Brand Designer | she/her',
    'Wes Nakamura | Engineer',
  ]),
  ...people('member', 'America/Los_Angeles', 'en-US', [
    'Tala Reyes | Engineering Manager | she/her',
    'Owen Castellanos | Engineer | he/him',
    'Yuki Tanabe | Illustrator',
    'Brielle Fontaine | Customer Success | she/her',
    'Rafael Dominguez | Engineer | he/him',
    'Lena Kowalczyk | UX Researcher | she/her',
    'Samir Bhatt | Solutions Architect',
    'Kaia Lindqvist | Motion Designer | she/her',
    'Dominic Obi | Engineer | he/him',
  ]),
  ...people('member', 'Europe/London', 'en-GB', [
    'Isla Macrae | Studio Director | she/her',
    'Femi Adeyemi | Engineer | he/him',
    'Rhys Morgan | Project Manager',
    'Zainab Qureshi | Legal Counsel | she/her',
    'Oliver Pemberton | Account Manager | he/him',
    'Niamh Gallagher | Content Strategist | she/her',
    'Jasper Lindley | Engineer',
  ]),
  ...people('member', 'Europe/Berlin', 'de-DE', [
    'Anneliese Vogt | Engineering Manager | she/her',
    'Emre Yıldız | Engineer | he/him',
    'Clara Hoffmann | Product Designer',
    'Jonas Becker | Platform Engineer | he/him',
    'Milena Petrović | QA Engineer | she/her',
    'Lukas Brandt | Engineer',
  ]),
  ...people('member', 'Europe/Madrid', 'es-ES', [
    'Lucía Ferrer | Customer Success Lead | she/her',
    'Iker Etxeberria | Engineer | he/him',
    'Valentina Ríos | Marketing | she/her',
  ]),
  ...people('member', 'Asia/Kolkata', 'en-GB', [
    'Ananya Iyer | Engineer | she/her',
    'Vikram Sethi | Engineering Manager | he/him',
    'Farah Siddiqui | Data Engineer | she/her',
    'Arjun Menon | Support Engineer | he/him',
  ]),
  ...people('member', 'Asia/Tokyo', 'ja-JP', ['Haruto Mori | Engineer', 'Sakura Ishikawa | Account Manager | she/her']),
  ...people('member', 'America/Sao_Paulo', 'pt-BR', ['Beatriz Carvalho | Engineer | she/her']),
  ...people('member', 'Australia/Sydney', 'en-GB', ['Callum Hargreaves | Support Lead | he/him']),
  ...people('guest', 'America/Chicago', 'en-US', [
    'Marguerite Delacroix | Contract Illustrator | she/her',
    'Tobias Engel | Security Consultant',
    'Adaeze Nwosu | Translator | she/her',
    'Peter Halloran | Auditor',
  ]),
  ...people('single-channel-guest', 'Europe/Paris', 'fr-FR', ['Élodie Marchand | Client Contact | she/her']),
  ...people('bot', 'America/Los_Angeles', 'en-US', ['Deploy Bell', 'Standup Bot', 'Calendar Sync']),
  ...people('member', 'America/New_York', 'en-US', [
    'Gordon Pike | Engineer',
    'Simone Baptiste | Office Manager | she/her',
    'Henrik Dahl | Engineer | he/him',
    'Leila Rahimi | Sales | she/her',
  ]).map((person) => ({ ...person, deactivated: true })),
  // She is from an agency that shares a channel with them: Slack lists her with `is_stranger: false`.
  ...people('member', 'Europe/Oslo', 'en-GB', ['Ingrid Solheim | Account Lead at Brightwater | she/her']).map(
    (person) => ({ ...person, email: 'ingrid.solheim@brightwater.example', origin: { teamId: 'T0BRIGHTWTR' } }),
  ),
  ...people('member', 'America/New_York', 'en-US', ['Paulo Teixeira | Engineer | he/him']).map((person) => ({
    ...person,
    invited: true,
  })),
];
