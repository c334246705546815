/** Every scope that the app asks for, and why. */
export const botScopes: Record<string, string> = {
  'chat:write': 'send lessons',
  'im:history':
    'hear that a person wrote to the app, to answer them; what they wrote is not looked at, and no history is read',
  'im:write': 'open the conversation with a person in which lessons arrive',
  'users:read': 'know who is in the workspace, with time zone and language',
  'users:read.email': 'know the e-mail address of people in the workspace',
  commands: '`/crescendo`',
};

/** The scopes that were not granted. */
export const missingScopes = (granted: readonly string[]): string[] =>
  Object.keys(botScopes).filter((scope) => !granted.includes(scope));
