// What is known of an exponent, as a small number: the order matters, settled states come first and those that want a test last.

/** Not an odd prime: no candidate. */
export const NONE = 0;
/** No record decides, and a glance refuted it. */
export const REFUTED = 1;
export const FACTORED = 2;
export const TESTED = 3;
export const DOUBLE_CHECKED = 4;
export const PRIME = 5;
/** A prime without a deciding record at which nobody has glanced yet: not known to be settled. */
export const UNSEEN = 6;
export const OPEN = 7;
export const DISPUTED = 8;

export const STATES = 9;

export type State = "none" | "refuted" | "factored" | "tested" | "double-checked" | "prime" | "open" | "disputed";

/** An unseen exponent has no name: whoever asks for it by name makes the glance. */
export const STATE_NAMES: readonly State[] = [
	"none",
	"refuted",
	"factored",
	"tested",
	"double-checked",
	"prime",
	"open",
	"open",
	"disputed",
];
