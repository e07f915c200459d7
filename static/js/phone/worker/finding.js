// Looking doors up in the copy, as phone.queries.looked_up does on the server.
export function foundDoors(rows, asked) {
  const text = asked.replace(/\0/g, "").split(/\s+/).filter(Boolean).join(" ");
  const letters = text.toLowerCase();
  const isLetters = /^[a-z0-9]+$/.test(letters);
  const number = letters.replace(/^0+/, "");
  return rows.filter((row) => (
    row.name.startsWith(text) || row.plate === text || row.address.startsWith(text)
    || row.names.some((name) => name.startsWith(text))
    || (isLetters && (row.initials.some((one) => one.startsWith(letters)) || row.plate === number))
  ));
}
