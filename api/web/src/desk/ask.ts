// Asks again and again while inputs change. A newer question drops an older one, so that an answer
// can never overwrite that of a later question.

import { NotReady } from "../api/client";

const SETTLE_MS = 120;

export interface AskEvents<Q, A> {
  ask: (question: Q, signal: AbortSignal) => Promise<A>;
  started: () => void;
  answered: (answer: A, question: Q, tookMs: number) => void;
  failed: (error: unknown) => void;
}

export class Asker<Q, A> {
  private running: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: AskEvents<Q, A>) {}

  /** Asks when the inputs have settled for a moment; whatever was asked before is dropped at once. */
  ask(question: Q): void {
    this.stop();
    const mine = (this.running = new AbortController());
    this.events.started();
    this.timer = setTimeout(() => void this.run(question, mine), SETTLE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
  }

  private async run(question: Q, mine: AbortController): Promise<void> {
    const start = performance.now();
    const dropped = (): boolean => mine.signal.aborted;
    while (!dropped()) {
      try {
        const answer = await this.events.ask(question, mine.signal);
        if (!dropped()) this.events.answered(answer, question, performance.now() - start);
        return;
      } catch (error) {
        if (dropped()) return;
        if (!(error instanceof NotReady)) {
          this.events.failed(error);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 1000 * error.retryAfterS));
      }
    }
  }
}
