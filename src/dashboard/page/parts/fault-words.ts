// What a peer did wrong, in words: the node's own text is a code and its facts.

const WORDS: Readonly<Record<string, string>> = {
	"not-json": "a line that is no JSON",
	"not-an-object": "a line that is no JSON object",
	"too-deep": "JSON nested too deep",
	"bad-field": "a field is missing or of the wrong kind:",
	"bad-proof": "a proof of its id that does not hold",
	"wrong-forwarder": "msg_forwarder is not the node at the other end:",
	"false-claim": "claimed a prime that is none:",
	"relayed-false-claim": "passed on a claim that is false:",
	"line-too-long": "a line without end",
	"invalid-utf8": "bytes that are no UTF-8",
};

/** As it is where it is none of those known here. */
export function faultWords(error: string): string {
	const [code = "", ...facts] = error.split(" ");
	const words = WORDS[code];
	return words === undefined ? error : [words, ...facts].join(" ");
}
