// The page works without this; it only copies the code and tells when the payment has arrived.
(function () {
  'use strict';
  var copy = document.getElementById('copy');
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener('click', function () {
      navigator.clipboard.writeText(copy.dataset.code).then(function () {
        copy.textContent = copy.dataset.done;
      });
    });
  }
  var state = document.getElementById('state');
  if (!state || !state.dataset.poll) { return; }
  var asked = 0;
  function later() {
    asked += 1;
    if (asked < 200) { setTimeout(ask, asked < 30 ? 4000 : 20000); }
  }
  function ask() {
    if (document.hidden) { later(); return; }
    fetch(state.dataset.poll, { credentials: 'omit' }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (now) {
      state.dataset.state = now.state;
      state.textContent = now.text;
      if (now.payable) {
        later();
      } else {
        document.getElementById('pay').hidden = true;
      }
    }).catch(later);
  }
  later();
})();
