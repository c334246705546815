/** Asks a button's confirmation question, if it has one; resolves to whether the person confirms. */
export function askFirst(json) {
  if (!json) return Promise.resolve(true);
  const question = JSON.parse(json);
  const dialog = document.getElementById('confirm');
  const title = document.createElement('h2');
  title.id = 'confirm-title';
  title.textContent = question.title.text;
  const text = document.createElement('p');
  text.textContent = question.text.text;
  const form = document.createElement('form');
  form.method = 'dialog';
  form.className = 'row';
  form.append(
    button('deny', question.deny.text, ''),
    button('confirm', question.confirm.text, question.style ?? 'primary'),
  );
  dialog.replaceChildren(title, text, form);
  dialog.returnValue = 'deny';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'confirm'), { once: true });
  });
}

function button(value, text, style) {
  const made = document.createElement('button');
  made.value = value;
  made.textContent = text;
  made.className = `button ${style}`;
  made.dataset.testid = value;
  return made;
}
