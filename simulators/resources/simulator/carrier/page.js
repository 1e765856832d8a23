'use strict';
const form = document.getElementById('fault');
const name = 'demo';

function show(id, json) {
  document.getElementById(id).textContent = JSON.stringify(json, null, 1);
}

async function refresh() {
  const state = await (await fetch('/carriers/' + name)).json();
  document.getElementById('state').textContent =
    `${state.binds} binds, ${state.waiting} texts waiting, ${state.submitted} texts submitted to phones, ` +
    `${state.acknowledged} texts of phones acknowledged`;
  show('now', await (await fetch('/carriers/' + name + '/faults')).json());
}

function choose() {
  form.json.value = form.preset.value;
}

form.preset.addEventListener('change', choose);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/carriers/' + name + '/faults', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: form.json.value,
  });
  show('now', await answer.json());
});
choose();
refresh();
setInterval(refresh, 2000);
