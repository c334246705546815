/** The part of the page that belongs to one person in one workspace; null on other pages. */
export const client = document.querySelector('.client');

const { teamId, userId } = client?.dataset ?? {};

export const workspacePath = `/sim/workspaces/${teamId}`;
export const personPath = `${workspacePath}/people/${userId}`;
export const pagePath = `/client/${teamId}/${userId}`;

/** Whether the app can be used here: it is installed, and somebody is chosen. */
export const isPlaying = Boolean(userId) && client?.dataset.installed !== undefined;

/** Whether somebody is chosen, so that the page has parts to refresh. */
export const hasPerson = Boolean(userId);
