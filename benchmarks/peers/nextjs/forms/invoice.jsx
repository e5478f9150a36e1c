import schema from './schema.json';

const inputType = { date: 'date', email: 'email' };

function Control({ name, rule, value, required }) {
  const common = { id: name, name, required, 'aria-describedby': `${name}-error` };
  if (rule.enum) {
    return (
      <select {...common} defaultValue={value}>
        {rule.enum.map((option) => <option key={option} value={option}>{option}</option>)}
      </select>
    );
  }
  if (rule.maxLength > 1000) return <textarea {...common} rows={4} maxLength={rule.maxLength} defaultValue={value} />;
  if (rule.type === 'number') {
    return <input {...common} type="number" step="any" min={rule.minimum} defaultValue={value} />;
  }
  const text = { minLength: rule.minLength, maxLength: rule.maxLength, pattern: rule.pattern };
  return <input {...common} {...text} type={inputType[rule.format] ?? 'text'} defaultValue={value} />;
}

export default function Invoice({ task, action, user }) {
  return (
    <main className="page">
      <header><p className="brand">Acme Finance</p><p>Signed in as {user}</p></header>
      <h1>Approve supplier invoice</h1>
      <form method="post" action={action}>
        {Object.entries(schema.properties).map(([name, rule]) => (
          <div className="field" key={name}>
            <label htmlFor={name}>{rule.title}</label>
            <Control name={name} rule={rule} value={task.context.prefill[name]} required={schema.required.includes(name)} />
            <p className="error" id={`${name}-error`} />
          </div>
        ))}
        <button type="submit">Submit</button>
      </form>
    </main>
  );
}
