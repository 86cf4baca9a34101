// The one notation of addresses: PORT (on this machine), HOST:PORT or [IPV6]:PORT, as people, messages and sockets write them.
// Promises one canonical form for each host, so that none can pass for another; pure text, nothing is resolved.

export interface Address {
	/** As parseHost gives it: without brackets. */
	readonly host: string;
	readonly port: number;
}

export const LOOPBACK = "127.0.0.1";

/** Reads "5001", "node1:5001", "10.0.0.7:5001" or "[::1]:5001"; undefined where it is none of these. */
export function parseAddress(text: string): Address | undefined {
	const match = /^(?:([^:[\]]+|\[[^[\]]+\]):)?([0-9]{1,5})$/.exec(text);
	const host = parseHost(match?.[1] ?? LOOPBACK);
	const port = Number(match?.[2]);
	return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** The one way in which an address is written. */
export function formatAddress({ host, port }: Address): string {
	return isIpv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The canonical form of a name or an IP address, IPv6 with or without brackets and scope; undefined for anything else.
 * 127.1, 2130706433, 0x7f.1 and ::ffff:127.0.0.1, as a socket of both families shows it, all are 127.0.0.1.
 */
export function parseHost(text: string): string | undefined {
	const bare = /^\[(.+:.*)\]$/.exec(text)?.[1] ?? text;
	const [, ipv6, scope = ""] = /^([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(%[A-Za-z0-9._-]{1,15})?$/.exec(bare) ?? [];
	if (ipv6 !== undefined) {
		const canonical = URL.parse(`http://[${ipv6}]/`)?.hostname.slice(1, -1);
		return canonical === undefined ? undefined : (mappedIpv4(canonical) ?? `${canonical}${scope}`);
	}
	return /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(bare) ? URL.parse(`http://${bare}/`)?.hostname : undefined;
}

// What follows takes hosts as parseHost gives them.

/** This very machine. */
export function isLoopback(host: string): boolean {
	return host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host) || /^(?:.+\.)?localhost$/.test(host);
}

/** Hosts that no stranger may name: "any address", multicast, broadcast, and those that only mean something on one machine's own wires. */
export function isUnusable(host: string): boolean {
	const first = /^(\d{1,3})\.\d+\.\d+\.\d+$/.exec(host)?.[1];
	if (first !== undefined) return Number(first) === 0 || Number(first) >= 224;
	return isIpv6(host) && (host === "::" || host.startsWith("ff") || isLinkLocal(host) || host.includes("%"));
}

/**
 * Who is counted as one: an IPv4 address, or the /64 that one holder of a public IPv6 network has at hand.
 * Neighbours on a private or link-local network share such a /64, so there each address counts for itself.
 */
export function sourceOf(host: string): string {
	if (!isIpv6(host) || /^f[cd]/.test(host) || isLinkLocal(host)) return host;
	const [head = "", tail = ""] = host.split("%", 1)[0]!.split("::");
	const [before, after] = [head, tail].map((groups) => (groups === "" ? [] : groups.split(":"))) as [string[], string[]];
	const zeros = Array<string>(8 - before.length - after.length).fill("0");
	return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

function isIpv6(host: string): boolean {
	return host.includes(":");
}

function isLinkLocal(host: string): boolean {
	return /^fe[89ab]/.test(host) && isIpv6(host);
}

/** 1.2.3.4 for ::ffff:102:304. */
function mappedIpv4(host: string): string | undefined {
	const groups = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host)?.slice(1);
	return groups
		?.map((group) => Number.parseInt(group, 16))
		.flatMap((pair) => [pair >> 8, pair & 255])
		.join(".");
}
