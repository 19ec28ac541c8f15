// The month of messages. What is planned can be dragged to another day, and back by one button; the list below says the
// same without a script.

const place = document.querySelector("[data-calendar]");
const data = JSON.parse(document.getElementById("calendar-data").textContent);
const words = place.dataset;
const day = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
const colours = { planned: "#4263eb", fixed: "#2f9e44", sent: "#868e96" };

async function put(url, date) {
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const body = new URLSearchParams({ day: date });
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
}

function offerUndo(move) {
  const bar = document.querySelector("[data-moved]");
  bar.hidden = false;
  bar.querySelector("[data-what]").textContent = words.moved.replace("{title}", move.title).replace("{day}", move.to);
  bar.querySelector("button").onclick = async () => {
    await put(move.url, move.from);
    location.reload();
  };
  bar.querySelector("button").focus();
}

async function moved({ event, oldEvent, revert }) {
  const move = { url: event.extendedProps.move, title: event.title, from: day(oldEvent.start), to: day(event.start) };
  const answer = move.url ? await put(move.url, move.to) : { ok: false };
  if (!answer.ok) {
    revert();
    document.querySelector("[data-refused]").hidden = false;
    return;
  }
  document.querySelector("[data-refused]").hidden = true;
  offerUndo(move);
}

if (place && window.EventCalendar) {
  const first = new Date(`${data.month}T00:00:00`);
  window.EventCalendar.create(place, {
    view: "dayGridMonth", date: first, locale: document.documentElement.lang, firstDay: 1, height: "auto",
    headerToolbar: { start: "", center: "", end: "dayGridMonth,timeGridWeek" },
    buttonText: { dayGridMonth: words.monthLabel, timeGridWeek: words.weekLabel },
    eventStartEditable: true, eventDurationEditable: false, dayMaxEvents: 4,
    events: data.events.map((one) => ({ ...one, backgroundColor: colours[one.extendedProps.state] })),
    eventContent: ({ event }) => {
      const people = event.extendedProps.people;
      return `${event.title}${people === null ? "" : ` · ${people.toLocaleString()}`}`;
    },
    eventClick: ({ event }) => { location.href = event.extendedProps.url; },
    eventDrop: moved,
  });
}
