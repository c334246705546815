import { methodNames } from '../api/methods.ts';
import { type Html, html } from './html.ts';

const EVENTS = ['app_uninstalled', 'tokens_revoked', 'app_home_opened', 'user_change', 'team_join'];

/** The form that sets a condition. The page hides the fields that a kind doesn't have. */
export function renderConditionForm(): Html {
  const methods = methodNames().map((name) => html`<option>${name}</option>`);
  return html`<form class="condition-form" data-testid="condition-form">
<label>Make Slack <select name="kind" data-testid="condition-kind">
<option value="lose-answers">lose answers: do it, and the answer is lost</option>
<option value="slow">slow: do it at once, answer late</option>
<option value="late">late: wait first, then do it</option>
<option value="rate-limit">answer 429</option>
<option value="fail">fail</option>
<option value="drop-deliveries">drop deliveries to the app</option>
<option value="limit-events">leave events out, as over the hourly limit</option>
<option value="hold-deliveries">hold events back until they are let go</option>
</select></label>
<label data-for="lose-answers slow late rate-limit fail">Method <select name="method"><option value="*">every method</option>${methods}</select></label>
<label data-for="lose-answers">The answer is <select name="how"><option>dropped</option><option>cut-off</option><option>server-error</option></select></label>
<label data-for="slow late">Milliseconds <input name="milliseconds" type="number" min="1" max="60000" value="2000"></label>
<label data-for="rate-limit">Retry-After, as it is sent <input name="retryAfterSeconds" value="5"></label>
<label data-for="fail">Error <input name="error" value="internal_error"></label>
<label data-for="lose-answers rate-limit fail">Calls <input name="calls" type="number" min="1" value="1"></label>
<label data-for="hold-deliveries limit-events">Event <select name="event"><option value="*">every event</option>${EVENTS.map((name) => html`<option>${name}</option>`)}</select></label>
<label data-for="drop-deliveries hold-deliveries limit-events">Deliveries <input name="deliveries" type="number" min="1" value="1"></label>
<p class="hint">It counts for every workspace.</p>
<button class="button primary" type="submit">Set</button>
</form>`;
}
