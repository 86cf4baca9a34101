// The pause that a long calculation makes now and then, so that its process can handle messages.

/** Rejects when the calculation was aborted. */
export type Breathe = () => Promise<void>;
