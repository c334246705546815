import { APP_NAME } from '../app.ts';
import { directMessageOf, findPerson } from '../state/find.ts';
import type { Message, Person, Workspace } from '../state/state.ts';
import { APP_PICTURE_URL, avatarUrl } from './avatar.ts';
import { renderBlocks } from './blocks.ts';
import { attributes, type Html, html } from './html.ts';
import { renderEmpty } from './layout.ts';
import { type NameOf, renderMrkdwn } from './mrkdwn.ts';
import { localDay, localTime } from './place-and-time.ts';

export function namesIn(workspace: Workspace): NameOf {
  return (userId) => findPerson(workspace, userId)?.realName;
}

/** The conversation between the app and this person, day by day in their own time. */
export function renderMessages(workspace: Workspace, person: Person): Html {
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
    return html`${isNewDay && html`<li class="day"><span>${day}</span></li>`}${renderMessage(workspace, person, message)}`;
  })}</ol>`;
}

function renderMessage(workspace: Workspace, person: Person, message: Message): Html {
  const nameOf = namesIn(workspace);
  const author = authorOf(workspace, person, message);
  const shared = {
    class: `message ${message.ephemeral ? 'ephemeral' : ''}`,
    'data-testid': 'message',
    'data-ts': message.ts,
    'data-author': message.author,
    'data-ephemeral': message.ephemeral,
  };
  const body = message.blocks ? renderBlocks(message.blocks, { nameOf }) : renderMrkdwn(message.text, nameOf);
  return html`<li${attributes(shared)}>
<img src="${author.picture}" alt="" width="40" height="40">
<div class="content">
<div class="byline"><strong>${author.name}</strong>${author.isApp && html`<span class="tag">App</span>`}<time>${localTime(person, sentAt(message))}</time></div>
${message.ephemeral && html`<p class="only-you">Only visible to you</p>`}
<div class="body" data-on="message" data-message-ts="${message.ts}">${body}${message.editedTs && html` <span class="edited">(edited)</span>`}</div>
</div></li>`;
}

function authorOf(workspace: Workspace, person: Person, message: Message) {
  if (message.author === 'person')
    return { name: person.realName, picture: avatarUrl(workspace, person), isApp: false };
  if (message.author === 'app') return { name: APP_NAME, picture: APP_PICTURE_URL, isApp: true };
  const slackbot = findPerson(workspace, 'USLACKBOT') ?? person;
  return { name: 'Slackbot', picture: avatarUrl(workspace, slackbot), isApp: true };
}

function sentAt(message: Message): number {
  return Number(message.ts) * 1000;
}
