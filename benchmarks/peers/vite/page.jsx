const FIELDS = ["Invoice number", "Vendor", "E-mail", "Purchase order", "Date", "Due", "Currency", "Subtotal", "Tax", "Total", "Cost centre", "Notes"];

export default function Page() {
  return (
    <main>
      <h1>Title</h1>
      <form>
        {FIELDS.map((label) => (
          <label key={label}>
            {label} <input name={label} />
          </label>
        ))}
      </form>
    </main>
  );
}
