// Addresses of peers as people and messages write them: PORT (on this machine) or HOST:PORT. Pure text, nothing is resolved.

/** Whom a message or a person may send us to dial. */
export interface Address {
	readonly host: string;
	readonly port: number;
}

/** Reads "5001", "node1:5001", "10.0.0.7:5001" or "[::1]:5001"; undefined where it is none of these. */
export function parseAddress(text: string): Address | undefined {
	const match = /^(?:(?<host>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]):)?(?<port>[0-9]{1,5})$/.exec(text);
	if (match === null) return undefined;
	const port = Number(match.groups?.["port"]);
	if (port < 1 || port > 65_535) return undefined;
	return { host: (match.groups?.["host"] ?? LOOPBACK).toLowerCase(), port };
}

/** The one way in which an address is written here. */
export function formatAddress(address: Address): string {
	return `${address.host}:${address.port}`;
}

export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Hosts that are no host: "any address", multicast and broadcast. */
export function isUnusable(host: string): boolean {
	const first = /^(\d{1,3})\.\d+\.\d+\.\d+$/.exec(host)?.[1];
	if (first !== undefined) return Number(first) === 0 || Number(first) >= 224;
	return /^\[[0:.]*\]$/.test(host) || host.startsWith("[ff");
}

export const LOOPBACK = "127.0.0.1";
