import { randomUUID } from 'node:crypto';
import { invalid } from './plan.ts';

/** One connection to the warehouse that statements share; without one each statement has its own. */
export interface Session {
  readonly id: string;
  state: 'AVAILABLE' | 'BUSY' | 'CLOSED';
  /** After how many idle seconds it goes. */
  keepAlive: number;
  /** What `set` has said in it. */
  readonly settings: Map<string, string>;
  isInTransaction: boolean;
  /** A statement of the transaction has failed: all but its end are refused. */
  isAborted: boolean;
  timer?: NodeJS.Timeout;
}

/** The sessions of one endpoint. `onClose` takes back what an open transaction did. */
export class SessionTable {
  readonly #sessions = new Map<string, Session>();
  readonly #onClose: (session: Session) => void;

  constructor(onClose: (session: Session) => void) {
    this.#onClose = onClose;
  }

  open(keepAlive: number): Session {
    const session = newSession(keepAlive);
    this.#sessions.set(session.id, session);
    return session;
  }

  /** A session for the next statement. Only one statement at a time may use it, and nothing waits in line. */
  take(id: string): Session {
    const session = this.#sessions.get(id);
    // The words are those of a real cluster: https://github.com/awslabs/mcp/issues/4587
    if (session === undefined) throw invalid(`Session with Id: ${id} is invalid`);
    if (session.state === 'CLOSED') throw invalid('Session is not available');
    if (session.state === 'BUSY') throw invalid('Session is busy: it runs a statement');
    clearTimeout(session.timer);
    return session;
  }

  /** The idle time begins when a statement has ended. */
  release(session: Session): void {
    if (!this.#sessions.has(session.id) || session.state === 'CLOSED') return;
    session.state = 'AVAILABLE';
    session.timer = setTimeout(() => this.end(session), session.keepAlive * 1000);
    session.timer.unref();
  }

  end(session: Session): void {
    clearTimeout(session.timer);
    session.state = 'CLOSED';
    this.#onClose(session);
  }

  /** Ends a session that is idle; false if there is none with this id. */
  lose(id: string): boolean {
    const session = this.#sessions.get(id);
    if (session?.state !== 'AVAILABLE') return false;
    this.end(session);
    return true;
  }

  all(): Session[] {
    return [...this.#sessions.values()];
  }
}

export function newSession(keepAlive: number): Session {
  return {
    id: randomUUID(),
    state: 'AVAILABLE',
    keepAlive,
    settings: new Map(),
    isInTransaction: false,
    isAborted: false,
  };
}
