import type { ActiveCondition, ConditionInput } from './conditions.ts';
import type { ClockMove } from './control/clock.ts';
import type { Delivered } from './deliveries/deliver.ts';
import type { Forged } from './deliveries/forge.ts';
import type { Delivery } from './deliveries/log.ts';
import { PersonClient } from './person-client.ts';
import { SimulatorHttp } from './simulator-http.ts';
import type { Installation, Person } from './state/state.ts';
import type { PersonSpec, WorkspaceSpec } from './state/workspaces.ts';
import type { UninstallOptions } from './workspace/lifecycle.ts';
import type { PersonChanges } from './workspace/people.ts';

export interface WorkspaceSummary {
  id: string;
  name: string;
  domain: string;
  installed: boolean;
  people: number;
}

export interface WorkspaceDetail extends Omit<WorkspaceSummary, 'people'> {
  people: Person[];
  installation?: Installation;
}

/** Drives a running simulator over its Control API. A call that can't be done rejects with the simulator's sentence. */
export class SlackSimulatorClient {
  private readonly http: SimulatorHttp;

  /** `url` is the simulator's own address. */
  constructor(url: string) {
    this.http = new SimulatorHttp(url);
  }

  app(): Promise<{ appUrl: string; clientId: string }> {
    return this.http.get('/app');
  }

  workspaces(): Promise<WorkspaceSummary[]> {
    return this.http.get('/workspaces');
  }

  workspace(teamId: string): Promise<WorkspaceDetail> {
    return this.http.get(`/workspaces/${teamId}`);
  }

  createWorkspace(spec: WorkspaceSpec): Promise<WorkspaceDetail> {
    return this.http.post('/workspaces', spec);
  }

  /** Adds a person; the app gets `team_join`. */
  addPerson(teamId: string, spec: PersonSpec): Promise<Person> {
    return this.http.post(`/workspaces/${teamId}/people`, spec);
  }

  /** Changes a person, with `{ deactivated: true }` when they leave; the app gets `user_change`. */
  changePerson(teamId: string, userId: string, changes: PersonChanges): Promise<Person> {
    return this.http.patch(`/workspaces/${teamId}/people/${userId}`, changes);
  }

  as(teamId: string, userId: string): PersonClient {
    return new PersonClient(this.http, teamId, userId);
  }

  /** Presses Allow on the page to which the app sent the browser; resolves to the address the browser goes to next. */
  async authorize(about: { url: string; teamId: string; userId?: string }): Promise<string> {
    return (await this.http.post<{ redirectTo: string }>('/authorize', about)).redirectTo;
  }

  /**
   * Installs the app as a browser does: `/slack/install`, Slack's page, Allow, then back to the app with the cookies it
   * set, following every redirect. Resolves to the app's last page.
   */
  async installApp(teamId: string, userId?: string): Promise<Response> {
    const { appUrl } = await this.app();
    const started = await fetch(`${appUrl}/slack/install`, { redirect: 'manual' });
    const url = started.headers.get('location');
    if (!url) throw new Error(`The app's install address answered ${started.status} without a redirect.`);
    const callback = await this.authorize({ url, teamId, ...(userId ? { userId } : {}) });
    return await follow(callback, started);
  }

  /**
   * Removes the app from a workspace, as an administrator does; resolves once the app has been told. The messages stay.
   */
  async uninstallApp(teamId: string, options: UninstallOptions = {}): Promise<void> {
    await this.http.post(`/workspaces/${teamId}/uninstall`, options);
  }

  /** Revokes the bot token alone: the app stays installed. */
  async revokeToken(teamId: string, options: { silently?: boolean } = {}): Promise<void> {
    await this.http.post(`/workspaces/${teamId}/revoke-token`, options);
  }

  /** Has a person revoke the permissions they gave the app in their own name; its bot token still works. */
  async revokeUserToken(teamId: string, userId: string): Promise<void> {
    await this.http.post(`/workspaces/${teamId}/people/${userId}/revoke-token`, {});
  }

  /** Sends any event, in Slack's envelope and with its retries; resolves to no id if the app may not get it. */
  publishEvent(teamId: string, event: { type: string } & Record<string, unknown>): Promise<{ eventId?: string }> {
    return this.http.post(`/workspaces/${teamId}/events`, { event });
  }

  verifyUrl(): Promise<{ verified: boolean }> {
    return this.http.post('/verify-url', {});
  }

  /** The time in this world. */
  async now(): Promise<Date> {
    return new Date((await this.http.get<{ now: string }>('/clock')).now);
  }

  /** Moves the whole world's time forward; resolves to the new time once every process sees it. */
  async moveClock(move: ClockMove): Promise<Date> {
    return new Date((await this.http.post<{ now: string }>('/clock', move)).now);
  }

  setCondition(condition: ConditionInput): Promise<ActiveCondition> {
    return this.http.post('/conditions', condition);
  }

  conditions(): Promise<ActiveCondition[]> {
    return this.http.get('/conditions');
  }

  async removeCondition(id: string): Promise<void> {
    await this.http.delete(`/conditions/${id}`);
  }

  async clearConditions(): Promise<void> {
    await this.http.delete('/conditions');
  }

  /** All deliveries to the app, oldest first. */
  deliveries(filter: { team?: string; what?: string } = {}): Promise<Delivery[]> {
    return this.http.get(`/deliveries?${new URLSearchParams(filter)}`);
  }

  /** Sends the held events of one workspace or of all, oldest first; resolves to their number. */
  async letGo(teamId?: string): Promise<number> {
    const body = teamId ? { team: teamId } : {};
    return (await this.http.post<{ deliveries: number }>('/deliveries/let-go', body)).deliveries;
  }

  /** Repeats a delivery: the same bytes, timestamp and signature. */
  replay(deliveryId: string): Promise<Delivered> {
    return this.http.post(`/deliveries/${deliveryId}/replay`, {});
  }

  /** Sends a request that Slack never would: stale, wrongly signed, malformed, or from an unknown workspace. */
  forge(forged: Forged): Promise<Delivered> {
    return this.http.post('/deliveries/forged', forged);
  }
}

/** Opens an address and follows redirects within the app, with the cookies that the app has set. */
async function follow(address: string, from: Response): Promise<Response> {
  const cookies = new Map<string, string>();
  let at = address;
  for (let answer = from; ; ) {
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    answer = await fetch(at, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    const next = answer.headers.get('location');
    if (!next || new URL(next, at).origin !== new URL(at).origin) return answer;
    at = new URL(next, at).href;
  }
}
