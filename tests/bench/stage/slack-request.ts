import { createHmac } from 'node:crypto';

/** The bytes of a whole HTTP request, signed as Slack signs. */
export function slackRequest(request: {
  path: 'events' | 'commands' | 'interactions';
  body: string;
  signingSecret: string;
  /** W3C trace context, which tells this request's consequences from others. */
  traceparent?: string;
}): Buffer {
  const { path, body, signingSecret, traceparent } = request;
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const head = [
    `POST /slack/${path} HTTP/1.1`,
    'host: gateway.example',
    'user-agent: Slackbot 1.0 (+https://api.slack.com/robots)',
    'accept: */*',
    `content-type: ${path === 'events' ? 'application/json' : 'application/x-www-form-urlencoded'}`,
    `x-slack-request-timestamp: ${timestamp}`,
    `x-slack-signature: v0=${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...(traceparent === undefined ? [] : [`traceparent: ${traceparent}`]),
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
