export default function Unauthorized() {
  return <main className="page"><h1>Please sign in</h1></main>;
}
