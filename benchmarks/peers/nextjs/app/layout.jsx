import './style.css';

export const metadata = { title: 'Approve supplier invoice' };

export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
