export { SlackSimulatorClient, type WorkspaceDetail, type WorkspaceSummary } from './client.ts';
export type { Surface } from './control/surface.ts';
export type { SlackSimulatorOptions } from './options.ts';
export type { Outcome } from './person/outcome.ts';
export { PersonClient } from './person-client.ts';
export { seedDemoWorkspaces } from './seed/demo-workspaces.ts';
export { type RunningSlackSimulator, startSlackSimulator } from './server.ts';
