'use strict';
/* Sort, filter and group the atlas. Every figure stands in the page; this only moves and hides. */
(() => {
  const table = document.getElementById('atlas'), tell = document.getElementById('atlas-tell');
  const control = name => document.getElementById(`atlas-${name}`);
  const find = control('find'), group = control('group'), year = control('year'), grouped = control('grouped');
  const bodies = [...table.tBodies], flat = document.createElement('tbody');
  const rows = bodies.flatMap(body => [...body.querySelectorAll('tr[data-group]')]);
  const heads = [...table.tHead.rows[0].cells];
  const state = {column: -1, down: false};
  const number = text => text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  const compare = (a, b) => {
    const x = a.cells[state.column].dataset.v, y = b.cells[state.column].dataset.v;
    if (x === '' || y === '') return (x === '') - (y === '');
    const left = number(x), right = number(y);
    const order = left !== null && right !== null ? left - right : x.localeCompare(y, document.documentElement.lang);
    return state.down ? -order : order;
  };
  const show = () => {
    const wanted = find.value.trim().toLowerCase(), part = group ? group.value : '';
    const parts = !grouped || grouped.checked;
    const order = state.column < 0 ? rows : rows.slice().sort(compare);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !row.dataset.find.includes(wanted) || (part !== '' && row.dataset.group !== part);
      shown += !row.hidden;
    }
    if (parts) {
      flat.remove();
      const home = new Map(bodies.map((body, i) => [body.dataset.key, i]));
      for (const row of order) bodies[home.get(row.dataset.key)].append(row);
      for (const body of bodies) {
        table.append(body);
        body.hidden = ![...body.querySelectorAll('tr[data-group]')].some(row => !row.hidden);
      }
    } else {
      bodies.forEach(body => body.remove());
      flat.append(...order);
      table.append(flat);
    }
    tell.textContent = shown ? tell.dataset.text.replace('{n}', shown) : tell.dataset.none;
  };
  bodies.forEach((body, i) => {
    body.dataset.key = i;
    body.querySelectorAll('tr[data-group]').forEach(row => { row.dataset.key = i; });
  });
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const again = state.column === column;
      state.down = again ? !state.down : column > 0 && head.dataset.first !== 'up';
      state.column = column;
      heads.forEach(other => other.removeAttribute('aria-sort'));
      table.parentElement.scrollTop = 0;
      head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
      show();
    });
  });
  if (year) year.addEventListener('change', () => {
    table.querySelectorAll('[data-year]').forEach(cell => { cell.hidden = cell.dataset.year !== year.value; });
  });
  find.addEventListener('input', show);
  if (group) group.addEventListener('change', show);
  if (grouped) grouped.addEventListener('change', show);
  document.getElementById('atlas-picks').hidden = false;
})();
