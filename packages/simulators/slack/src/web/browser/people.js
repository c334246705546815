/** Filters the list of people by the typed text. */
export function listenForPeopleSearch() {
  const search = document.querySelector('[data-testid="people-search"]');
  const people = [...document.querySelectorAll('[data-testid="person"]')];
  const nobody = document.querySelector('.nobody');
  search?.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(' ').filter(Boolean);
    for (const person of people) person.hidden = !words.every((word) => person.dataset.search.includes(word));
    nobody.hidden = people.some((person) => !person.hidden);
  });
  document.querySelector('[data-testid="person"] [aria-current="page"]')?.scrollIntoView({ block: 'center' });
}
