// The readers of options' texts. Each gives the value, or throws an Error that says what the text should be.
import { formatAddress, parseAddress, parseHost } from "../address.ts";

export function integer(least: number, most: number): (text: string) => number {
	return (text) => {
		const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
		if (!(value >= least && value <= most)) throw new Error(`must be a whole number from ${least} to ${most}`);
		return value;
	};
}

/** Milliseconds, from a number of seconds. */
export function seconds(text: string): number {
	const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= 0.05 && value <= 86_400)) throw new Error("must be a number of seconds from 0.05 to 86400");
	return value * 1_000;
}

export function gib(text: string): number {
	const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= 0 && value <= 1_000_000)) throw new Error("must be a number of GiB");
	return value;
}

export function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
	return (text) => {
		const value = values.find((candidate) => candidate === text);
		if (value === undefined) throw new Error(`must be one of ${values.join(", ")}`);
		return value;
	};
}

export function list(text: string): string[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "");
}

export function address(text: string): string {
	const parsed = parseAddress(text);
	if (parsed === undefined) throw new Error("must be PORT or HOST:PORT");
	return formatAddress(parsed);
}

/** Addresses as HOST:PORT. */
export function addresses(text: string): string[] {
	return [...new Set(list(text).map(address))];
}

export function hostName(text: string): string {
	const host = parseHost(text);
	if (host === undefined) throw new Error("must be a host name or an IP address");
	return host;
}

/** HTTP roots of nodes, without a slash at the end: PORT on this machine, HOST:PORT, or a URL. */
export function httpRoots(text: string): string[] {
	return list(text).map((part) => {
		const parsed = parseAddress(part);
		const url = URL.parse(parsed === undefined ? part : `http://${formatAddress(parsed)}`);
		if (url === null || !/^https?:$/.test(url.protocol))
			throw new Error("must be PORT, HOST:PORT or http://HOST:PORT, separated by commas");
		return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	});
}

export function someHttpRoots(text: string): string[] {
	const roots = httpRoots(text);
	if (roots.length === 0) throw new Error("must name at least one node by PORT, HOST:PORT or http://HOST:PORT");
	return roots;
}

/** A number from 0 to 1. */
export function share(text: string): number {
	const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= 0 && value <= 1)) throw new Error("must be a number from 0 to 1");
	return value;
}

export function flag(text: string): boolean {
	if (text !== "true" && text !== "false") throw new Error("must be true or false");
	return text === "true";
}
