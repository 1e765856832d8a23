'use strict';

const POSTINGS_SHOWN = 50;
const REFRESH_MS = 1000;
const sections = new Map();
const news = document.getElementById('news');

const get = async path => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path + ': ' + answer.status);
  return answer.json();
};

const money = minor => {
  const sign = minor < 0 ? '−' : '';
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return sign + digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',') + '.' + digits.slice(-2);
};

const row = (cells, kind) => {
  const tr = document.createElement('tr');
  if (kind) tr.className = kind;
  for (const cell of cells) {
    const td = document.createElement('td');
    td.textContent = cell.money === undefined ? cell : money(cell.money);
    if (cell.money !== undefined) td.className = 'number';
    tr.append(td);
  }
  return tr;
};

function section(name) {
  if (!sections.has(name)) {
    const made = document.getElementById('bank').content.cloneNode(true).querySelector('section');
    made.id = 'bank-' + name;
    made.querySelector('h2').textContent = name;
    made.querySelector('form.faults').addEventListener('submit', event => setFault(event, name));
    made.querySelector('form.line').addEventListener('submit', event => setLine(event, name));
    for (const input of made.querySelectorAll('.switches input')) {
      input.addEventListener('change', () => post(name, 'switches', {
        [input.name]: input.type === 'checkbox' ? input.checked : Number(input.value),
      }, input.name));
    }
    for (const button of made.querySelectorAll('button[data-post]')) {
      button.addEventListener('click', () => post(name, button.dataset.post, {}, button.textContent));
    }
    document.getElementById('banks').append(made);
    sections.set(name, made);
  }
  return sections.get(name);
}

async function post(name, what, body, told) {
  const answer = await fetch('/banks/' + name + '/' + what, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  news.textContent = name + ': ' + (answer.ok ? told : (await answer.json()).error);
  refresh();
}

function setLine(event, name) {
  event.preventDefault();
  const button = event.submitter;
  const fault = { fault: button.value };
  if (button.value === 'down') fault.ms = Number(event.target.seconds.value) * 1000;
  post(name, 'faults', fault, button.textContent);
}

function setFault(event, name) {
  event.preventDefault();
  const button = event.submitter;
  const form = event.target;
  const fault = { fault: button.value };
  if (button.value !== 'clear') {
    fault.target = button.dataset.target || form.target.value;
    if (button.dataset.needs) {
      const value = form[button.dataset.needs].value;
      fault[button.dataset.needs] = button.dataset.needs === 'ms' ? Number(value) : value;
    }
    if (form.next.value) fault.next = Number(form.next.value);
    if (form.amount.value) fault.amount = Math.round(Number(form.amount.value) * 100);
    if (form.account.value) fault.account = form.account.value.trim();
    if (form.chance.value) fault.chance = Number(form.chance.value);
    // A fault of the bank's own may hit the first message; down at once is the line's affair.
    if (fault.fault === 'down' && !fault.next && !fault.amount && !fault.account) fault.next = 1;
  }
  post(name, 'faults', fault, button.textContent);
}

function rule(name, rule) {
  const item = document.createElement('li');
  item.textContent = rule.target + ' ' + rule.fault
    + (rule.amount === undefined ? '' : ', over ' + money(rule.amount))
    + (rule.account === undefined ? '' : ', on ' + rule.account)
    + (rule.chance === undefined ? '' : ', with chance ' + rule.chance)
    + (rule.left === undefined ? ', until cleared' : ', ' + rule.left + ' left');
  const away = document.createElement('button');
  away.type = 'button';
  away.textContent = 'take away';
  away.addEventListener('click', () => post(name, 'faults', { fault: 'clear', id: rule.id }, 'taken away'));
  item.append(away);
  return item;
}

async function show(bank) {
  const at = '/banks/' + bank.name;
  const [accounts, postings, rules] = await Promise.all(
    [get(at + '/accounts'), get(at + '/postings'), get(at + '/faults')]);
  const part = section(bank.name);
  const facts = part.querySelector('.facts');
  facts.textContent = (bank.up ? 'Listening on ' : 'DOWN, else on ') + bank.host + ':' + bank.port
    + (bank.tls ? ' with TLS' : '');
  facts.classList.toggle('down', !bank.up);
  const told = {
    day: bank.businessDay, settlement: money(bank.settlement), sum: money(bank.sum), count: bank.postings,
    signed: bank.signedOn + ' of ' + bank.connections, profile: bank.profile, mac: bank.mac,
  };
  for (const name in told) part.querySelector('.' + name).textContent = told[name];
  part.querySelector('.delimited').href = at + '/day-file?format=delimited';
  part.querySelector('.camt').href = at + '/day-file?format=camt.053';
  for (const input of part.querySelectorAll('.switches input')) {
    if (document.activeElement === input) continue;
    if (input.type === 'checkbox') input.checked = bank.switches[input.name];
    else input.value = bank.switches[input.name];
  }
  part.querySelector('.none').hidden = rules.length > 0;
  // Rebuilt only when it changes, so that a click on a button in it is not lost.
  const list = part.querySelector('.rules');
  const state = JSON.stringify(rules);
  if (list.dataset.state !== state) {
    list.dataset.state = state;
    list.replaceChildren(...rules.map(r => rule(bank.name, r)));
  }
  part.querySelector('.accounts tbody').replaceChildren(
    ...accounts.map(a => row([a.account, a.state, { money: a.balance }])));
  part.querySelector('.postings tbody').replaceChildren(
    ...postings.slice(-POSTINGS_SHOWN).reverse().map(p => row(
      [p.seq, new Date(p.time).toLocaleTimeString(), p.kind, p.from, p.to, { money: p.amount },
        String(p.stan).padStart(6, '0'), p.rrn], p.kind)));
}

get('/magic-amounts').then(rows => document.querySelector('#magic tbody').replaceChildren(
  ...rows.map(r => row([r.amount, r.meaning]))));

let running = false;
async function refresh() {
  if (running) return;
  running = true;
  try {
    await Promise.all((await get('/banks')).map(show));
  } catch (error) {
    news.textContent = 'No answer from the simulator: ' + error.message;
  } finally {
    running = false;
  }
}

refresh();
setInterval(refresh, REFRESH_MS);
