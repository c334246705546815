import type { ActiveCondition } from '../conditions.ts';
import type { Delivery } from '../deliveries/log.ts';
import type { SimulatedSlack } from '../slack.ts';
import { hasWorkingToken } from '../state/installations.ts';
import type { Workspace } from '../state/state.ts';
import { renderClockPanel } from './clock-panel.ts';
import { attributes, type Html, html } from './html.ts';
import { removeButton } from './remove-button.ts';

const LATEST = 25;

/** The conditions in force, the acts on the workspace, and the deliveries to the app. */
export function renderConditionsPanel(slack: SimulatedSlack, workspace: Workspace): Html {
  const active = slack.conditions
    .list()
    .map(
      (condition) =>
        html`<li data-testid="condition"><span>${describe(condition)}</span><button type="button" class="plain" data-remove-condition="${condition.id}" aria-label="Remove: ${describe(condition)}">✕</button></li>`,
    );
  const deliveries = slack.deliveries
    .list()
    .filter((delivery) => delivery.teamId === workspace.id)
    .slice(-LATEST)
    .reverse()
    .map((delivery) => renderDelivery(slack, delivery));
  return html`${renderClockPanel(slack.clock)}
<h3>In force now</h3>
${active.length > 0 ? html`<ul class="conditions">${active}</ul>` : html`<p class="hint">Nothing: Slack works as it should.</p>`}
<h3>The app in ${workspace.name}</h3>
${workspace.installation ? appControls(slack, workspace) : html`<p class="hint">Not installed.</p>`}
${heldBack(slack, workspace)}
<h3>Latest deliveries</h3>
${deliveries.length > 0 ? html`<ul class="deliveries" data-testid="deliveries">${deliveries}</ul>` : html`<p class="hint">Nothing went to the app yet.</p>`}`;
}

function appControls(slack: SimulatedSlack, workspace: Workspace): Html {
  const works = hasWorkingToken(slack, workspace);
  return html`<div class="row"><button type="button" class="button" data-revoke-token${works ? undefined : html` disabled`}>${works ? 'Revoke the token' : 'Token revoked'}</button>${removeButton(workspace)}</div>`;
}

function heldBack(slack: SimulatedSlack, workspace: Workspace): Html | undefined {
  const { length } = slack.events.heldBack(workspace.id);
  if (length === 0) return undefined;
  return html`<h3>Held back</h3><div class="row"><span>${counted(length, 'event')}</span><button type="button" class="button" data-let-go data-testid="let-go">Let go</button></div>`;
}

function renderDelivery(slack: SimulatedSlack, delivery: Delivery): Html {
  const trace = delivery.traceId && slack.traces?.linkTo(delivery.traceId);
  const link =
    trace &&
    html`<a${attributes({ href: trace, target: '_blank', rel: 'noopener' })} data-testid="trace">trace<span class="hidden"> of ${delivery.what}</span></a>`;
  const result = delivery.failure ?? String(delivery.status ?? '');
  return html`<li data-testid="delivery" data-what="${delivery.what}"><span class="result ${delivery.failure ? 'bad' : 'good'}">${delivery.status ?? '—'}</span><span class="what">${delivery.what}${delivery.retryNum && html` <small>retry ${delivery.retryNum}</small>`}<small>${delivery.failure ? `${result} · ` : ''}${delivery.latencyMs} ms</small></span>${link || undefined}<button type="button" class="plain" data-replay="${delivery.id}" title="Send the same again">↻<span class="hidden">Send ${delivery.what} again</span></button></li>`;
}

function describe(condition: ActiveCondition): string {
  switch (condition.kind) {
    case 'lose-answers':
      return `Loses the next ${counted(condition.calls, 'answer')} of ${named(condition.method)} (${condition.how})`;
    case 'slow':
      return `${named(condition.method)} takes ${condition.milliseconds} ms longer`;
    case 'late':
      return `${named(condition.method)} is done ${condition.milliseconds} ms later`;
    case 'rate-limit':
      return `429 with Retry-After ${condition.retryAfterSeconds ?? 'missing'} for the next ${counted(condition.calls, 'call')} of ${named(condition.method)}`;
    case 'fail':
      return `${named(condition.method)} fails with ${condition.error}, ${counted(condition.calls, 'time')}`;
    case 'drop-deliveries':
      return `Drops the next ${counted(condition.deliveries, 'delivery', 'deliveries')} to the app`;
    case 'limit-events':
      return `Leaves out the next ${counted(condition.deliveries, 'event')}${condition.event === '*' ? '' : ` ${condition.event}`}, over its limit`;
    case 'hold-deliveries':
      return `Holds back the next ${counted(condition.deliveries, 'event')}${condition.event === '*' ? '' : ` ${condition.event}`}`;
  }
}

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

function named(method: string): string {
  return method === '*' ? 'every method' : method;
}
