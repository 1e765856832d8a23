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
    made.querySelector('form').addEventListener('submit', event => setFault(event, name));
    document.getElementById('banks').append(made);
    sections.set(name, made);
  }
  return sections.get(name);
}

async function setFault(event, name) {
  event.preventDefault();
  const button = event.submitter;
  const form = event.target;
  const fault = { fault: button.value };
  if (button.dataset.code) fault.code = button.dataset.code;
  if (button.dataset.ms) fault.ms = Number(button.dataset.ms);
  if (!button.dataset.now) {
    fault.next = Number(form.next.value);
    fault.target = form.target.value;
  }
  const answer = await fetch('/banks/' + name + '/faults', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fault),
  });
  news.textContent = answer.ok ? name + ': ' + button.textContent : (await answer.json()).error;
  refresh();
}

async function show(bank) {
  const at = '/banks/' + bank.name;
  const [accounts, postings, rules] = await Promise.all(
    [get(at + '/accounts'), get(at + '/postings'), get(at + '/faults')]);
  const part = section(bank.name);
  const facts = part.querySelector('.facts');
  facts.textContent = (bank.up ? 'listening on ' : 'DOWN, else on ') + bank.host + ':' + bank.port
    + ' · ' + bank.signedOn + ' of ' + bank.connections + ' connections signed on · '
    + bank.postings + ' postings · settlement ' + money(bank.settlement)
    + ' · all balances add up to ' + money(bank.sum);
  facts.classList.toggle('down', !bank.up);
  part.querySelector('.rules').replaceChildren(...rules.map(rule => {
    const item = document.createElement('li');
    item.textContent = rule.fault + ' on ' + rule.target
      + (rule.amount === undefined ? '' : ' over ' + money(rule.amount))
      + (rule.left === undefined ? '' : ', ' + rule.left + ' left');
    return item;
  }));
  part.querySelector('.accounts tbody').replaceChildren(
    ...accounts.map(a => row([a.account, a.state, { money: a.balance }])));
  part.querySelector('.postings tbody').replaceChildren(
    ...postings.slice(-POSTINGS_SHOWN).reverse().map(p => row(
      [p.seq, new Date(p.time).toLocaleTimeString(), p.kind, p.from, p.to, { money: p.amount }, p.rrn], p.kind)));
}

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
