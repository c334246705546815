/** The answers in a form's inputs: by block id, then action id, as the Control API takes them. */
export function answersIn(form) {
  const answers = {};
  for (const input of form.querySelectorAll('.block.input [data-input]')) {
    const { blockId, actionId } = input.dataset;
    answers[blockId] = { ...answers[blockId], [actionId]: answerOf(input) };
  }
  return answers;
}

/** Puts answers back into a form with new inputs. */
export function putAnswers(form, answers) {
  for (const input of form.querySelectorAll('.block.input [data-input]')) {
    const answer = answers[input.dataset.blockId]?.[input.dataset.actionId];
    if (answer === undefined) continue;
    const chosen = [answer].flat();
    if (input.matches('.options')) {
      for (const option of input.querySelectorAll('input')) option.checked = chosen.includes(option.value);
    } else if (input.multiple) {
      for (const option of input.options) option.selected = chosen.includes(option.value);
    } else input.value = answer ?? '';
  }
}

/** The answer of one input: text, an option's value, or several. */
export function answerOf(input) {
  if (input.matches('.options')) {
    const chosen = [...input.querySelectorAll(':checked')].map((option) => option.value);
    return input.dataset.element === 'checkboxes' ? chosen : (chosen[0] ?? null);
  }
  if (input.multiple) return [...input.selectedOptions].map((option) => option.value);
  return input.value || null;
}
