// Cards that are dragged: the new order is sent at once. The arrows beside them do the same without a script.

for (const board of document.querySelectorAll("[data-arrange]")) {
  window.Sortable?.create(board, {
    handle: "[data-handle]", draggable: "[data-card]", animation: 150,
    onEnd: async () => {
      const body = new URLSearchParams();
      for (const card of board.querySelectorAll("[data-card]")) body.append("card", card.dataset.card);
      const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
      const answer = await fetch(board.dataset.arrange, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (!answer.ok) location.reload();
    },
  });
}
