/** The one app under test; its id is the same in every workspace. */
export const APP_ID = 'A0CRESCENDO';
export const APP_NAME = 'Crescendo';
export const APP_HANDLE = 'crescendo';
export const APP_COMMAND = '/crescendo';
