import { APP_NAME } from '../app.ts';
import { directMessageOf, findPerson } from '../state/find.ts';
import type { Message } from '../state/state.ts';
import { APP_PICTURE_URL, avatarUrl } from './avatar.ts';
import { renderBlocks } from './blocks.ts';
import { attributes, type Html, html } from './html.ts';
import { renderEmpty } from './layout.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import { localDay, localTime } from './place-and-time.ts';
import type { Reader } from './reader.ts';

/** The conversation between the app and this person, day by day in their own time. */
export function renderMessages(reader: Reader): Html {
  const { workspace, person } = reader;
  const messages = directMessageOf(workspace, person.id)?.messages ?? [];
  if (messages.length === 0) {
    return renderEmpty(
      'No messages yet',
      `What ${APP_NAME} writes to ${person.displayName || person.realName} appears here.`,
    );
  }
  let lastDay = '';
  return html`<ol class="messages" data-testid="messages">${messages.map((message) => {
    const day = localDay(person, sentAt(message));
    const isNewDay = day !== lastDay;
    lastDay = day;
    return html`${isNewDay && html`<li class="day"><span>${day}</span></li>`}${renderMessage(reader, message)}`;
  })}</ol>`;
}

function renderMessage(reader: Reader, message: Message): Html {
  const { person } = reader;
  const author = authorOf(reader, message);
  const shared = {
    class: `message ${message.ephemeral ? 'ephemeral' : ''}`,
    'data-testid': 'message',
    'data-ts': message.ts,
    'data-author': message.author,
    'data-ephemeral': message.ephemeral,
  };
  const body = message.blocks ? renderBlocks(message.blocks, { reader }) : renderMrkdwn(message.text, reader);
  return html`<li${attributes(shared)}>
<img src="${author.picture}" alt="" width="40" height="40">
<div class="content">
<div class="byline"><strong>${author.name}</strong>${author.isApp && html`<span class="tag">App</span>`}<time>${localTime(person, sentAt(message))}</time></div>
${message.ephemeral && html`<p class="only-you">Only visible to you</p>`}
<div class="body" data-on="message" data-message-ts="${message.ts}">${body}${message.editedTs && html` <span class="edited">(edited)</span>`}</div>
</div></li>`;
}

function authorOf({ workspace, person }: Reader, message: Message) {
  if (message.author === 'person')
    return { name: person.realName, picture: avatarUrl(workspace, person), isApp: false };
  if (message.author === 'app') return { name: APP_NAME, picture: APP_PICTURE_URL, isApp: true };
  const slackbot = findPerson(workspace, 'USLACKBOT') ?? person;
  return { name: 'Slackbot', picture: avatarUrl(workspace, slackbot), isApp: true };
}

function sentAt(message: Message): number {
  return Number(message.ts) * 1000;
}
