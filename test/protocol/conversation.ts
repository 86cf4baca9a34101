// Runs a conversation with a node from a text: unindented lines are inputs, indented ones the outputs that they must give.
// Time only passes by the inputs' own times. Messages read: TYPE #ID by ORIGINATOR via FORWARDER ttl TTL data DATA [at ADDRESS].
import { isLoopback, parseAddress } from "../../src/address.ts";
import { LOG_LINES } from "../../src/daemon/log-lines.ts";
import type { Respond } from "../../src/protocol/answer.ts";
import type { NodeInput, NodeOutput } from "../../src/protocol/events.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";
import { isSigned } from "../../src/protocol/messages/prime.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import { Node } from "../../src/protocol/node.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { refutes } from "../../src/search/exponents.ts";

/** The same text with the outputs that the node really gives, or one that answers by a function of somebody's own. */
export function converse(text: string, respond?: Respond): string {
	const lines: string[] = [];
	let node: Node | null = null;
	for (const line of text.split("\n")) {
		if (line.startsWith("\t")) continue;
		lines.push(line);
		if (line === "" || line.startsWith("#")) continue;
		const [head = "", ...words] = line.split(" ");
		if (head === "node") node = createNode(words, respond);
		else if (node === null) throw new Error(`no node yet: ${line}`);
		else if (head === "state") lines.push(...state(node));
		else lines.push(...take(node, Number(head), words));
	}
	return lines.join("\n");
}

/** node ID [key CHARACTER] [peers A,B] [advertise A] [ttl N] [idle] */
function createNode(words: readonly string[], respond: Respond | undefined): Node {
	const after = (name: string): string | undefined => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
	return new Node(
		{
			id: Number(words[0]),
			key: after("key") === undefined ? null : after("key")!.repeat(43),
			peers: after("peers")?.split(",") ?? [],
			advertise: after("advertise") ?? null,
			timing: TIMING,
			primeTtl: Number(after("ttl") ?? 2),
			firstMessageId: 100,
			searches: !words.includes("idle"),
		},
		{ random: () => 0.5, refutes, challenge: () => "C".repeat(43), ...(respond === undefined ? {} : { respond }) },
	);
}

function take(node: Node, now: number, words: readonly string[]): string[] {
	const [verb = "", ...rest] = words;
	if (verb === "passes") {
		const lines: string[] = [];
		while (node.wakeAt() <= now) {
			const at = node.wakeAt();
			lines.push(...node.handle(at, { type: "wake" }).flatMap((output) => show(output, `${at}: `)));
		}
		return lines;
	}
	return node.handle(now, input(verb, rest)).flatMap((output) => show(output, ""));
}

function input(verb: string, words: readonly string[]): NodeInput {
	const [first = "", second = "", third = ""] = words;
	switch (verb) {
		case "opened": {
			const { host } = parseAddress(third)!;
			const loopback = isLoopback(host);
			return { type: "opened", opened: { link: Number(first), direction: second as "dialled", address: third, host, loopback } };
		}
		case "hears":
			return {
				type: "received",
				link: Number(first),
				received: parseMessage(words[1]?.startsWith("{") ? words.slice(1).join(" ") : onWire(words)),
			};
		case "suffers":
			return { type: "received", link: Number(first), received: { kind: "fault", fault: { code: second as "line-too-long" } } };
		case "closed":
			return { type: "closed", link: Number(first), reason: words.slice(1).join(" ") };
		case "dial-failed":
			return { type: "dial-failed", address: first, reason: words.slice(1).join(" ") };
		case "found":
			return { type: "found", exponent: Number(first) };
		case "verdict":
			return { type: "verdict", exponent: Number(first), verdict: second as "prime" };
		case "signed":
			return { type: "signed", id: Number(first), sig: second };
		case "verified":
			return { type: "verified", id: Number(first), isValid: second === "true" };
		case "start":
			return { type: "start", remembered: { primes: [], peers: [] } };
		case "wake":
		case "sleep":
		case "wake-up":
		case "reset":
		case "search-failed":
			return { type: verb };
		default:
			throw new Error(`no input: ${verb}`);
	}
}

/** From the short form to a line on the wire. */
function onWire(words: readonly string[]): string {
	const after = (name: string): string => words[words.indexOf(name) + 1] ?? "";
	const data = after("data");
	return JSON.stringify({
		msg_type: words[1],
		msg_id: Number(words[2]?.slice(1)),
		msg_forwarder: Number(after("via")),
		msg_originator: Number(after("by")),
		ttl: Number(after("ttl")),
		data: data === "null" ? null : Number(data),
		...(words.includes("at") ? { msg_originator_addr: after("at") } : {}),
	});
}

function isSignedPrime(message: Message): boolean {
	return message.msg_type === "PRIME" && isSigned(message);
}

function brief(message: Message): string {
	const { msg_type, msg_id, msg_originator, msg_forwarder, ttl } = message;
	const data = typeof message.data === "object" ? null : message.data;
	const at = message.msg_type === "PRIME" ? message.msg_originator_addr : undefined;
	return `${msg_type} #${msg_id} by ${msg_originator} via ${msg_forwarder} ttl ${ttl} data ${String(data)}${at === undefined ? "" : ` at ${at}`}${isSignedPrime(message) ? " signed" : ""}`;
}

function show(output: NodeOutput, prefix: string): string[] {
	const facts = (record: object): string =>
		Object.entries(record)
			.map(([key, value]) => ` ${key}=${value}`)
			.join("");
	if (output.type === "send") return [`\t${prefix}says on ${output.to.map(({ link }) => link).join(",")} ${brief(output.message)}`];
	// For the shared search alone, which has conversations of its own.
	if (output.type === "linked" || output.type === "unlinked") return [];
	if (output.type === "told") {
		const { msg_type, data } = output.message;
		return [`\t${prefix}told by ${output.from.peer}: ${msg_type} ${JSON.stringify(data)}`];
	}
	if (output.type === "record") return [`\t${prefix}record exponent=${output.exponent} finder=${output.finder}`];
	if (output.type === "heard") return output.duplicate ? [`\t${prefix}duplicate`] : [];
	if (output.type === "event") {
		const { level, text } = LOG_LINES[output.event];
		return [`\t${prefix}${level}: ${text}${facts(output.facts)}`];
	}
	if (output.type === "fault") return [`\t${prefix}fault on ${output.link}${facts(output.fault)}`];
	const { type, ...rest } = output;
	return [`\t${prefix}${type}${facts(rest)}`];
}

function state(node: Node): string[] {
	const peers = [...node.peers].map(
		(peer) => `${peer.id} heard ${peer.heardAt} on ${peer.link}${peer.spare === null ? "" : ` and ${peer.spare}`}`,
	);
	return [
		`\tlargest ${node.largest.exponent} by ${node.largest.finder}, next id ${node.messageId}, ${node.awake ? "awake" : "asleep"}`,
		...peers.map((peer) => `\tpeer ${peer}`),
		...[...node.links].map((link) => `\tlink ${link.link} with ${link.peer}`),
		...node.unverified.map((claim) => `\tunverified ${claim.exponent} by ${claim.message.msg_originator}`),
	];
}
