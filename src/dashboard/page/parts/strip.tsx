// The range of exponents as a strip: what is settled and how, where the frontier is, who works where. As the node has it that knows most.
import { useEffect, useRef, useState } from "preact/hooks";
import { grouped, nodeColour, plural, short } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { ShownSearch, ShownStrip } from "../model/search-state.ts";
import { KINDS, type Kind, pathsOf, placeOf } from "./strip-shapes.ts";

const TOP = 12;
const HEIGHT = 40;
const LANE_TOP = TOP + HEIGHT + 3;
const LANE_HEIGHT = 8;
const AXIS = 16;
const LABEL_WIDTH = 72;

const NAMES: Readonly<Record<Kind, string>> = {
	doubleChecked: "double-checked",
	tested: "tested once",
	factored: "factor found",
	open: "open",
	disputed: "disputed",
};

interface StripProps {
	readonly search: ShownSearch;
	readonly strip: ShownStrip;
	readonly teller: NodeRecord;
	readonly nodes: readonly NodeRecord[];
}

export function Strip({ search, strip, teller, nodes }: StripProps) {
	const box = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
		if (box.current !== null) observer.observe(box.current);
		return () => observer.disconnect();
	}, []);
	const [first, last] = [strip.bounds[0]!, strip.bounds.at(-1)!];
	return (
		<figure class="strip">
			<figcaption>
				Exponents <span class="range">{`${grouped(first)} to ${grouped(last - 1)}, as ${teller.name} has it`}</span>
			</figcaption>
			<div ref={box}>
				<svg width={width} height={LANE_TOP + LANE_HEIGHT + AXIS} aria-hidden="true">
					<Drawing search={search} strip={strip} nodes={nodes} width={width} />
				</svg>
			</div>
			<Legend strip={strip} search={search} nodes={nodes} />
			<p class="for-readers">{inWords(search, strip, nodes)}</p>
		</figure>
	);
}

function Drawing({ search, strip, nodes, width }: Omit<StripProps, "teller"> & { readonly width: number }) {
	const paths = pathsOf(strip, { width, height: HEIGHT });
	const { columns, bounds } = strip;
	const wide = width / columns.length;
	const frontier = search.frontier === null ? null : placeOf(strip, search.frontier, width);
	const labels = Math.max(1, Math.floor(width / LABEL_WIDTH));
	return (
		<>
			<g transform={`translate(0 ${TOP})`}>
				{KINDS.map((kind) => (
					<path key={kind} class={kind} d={paths[kind]} />
				))}
			</g>
			{columns.map(
				({ primes }, index) => primes > 0 && <circle key={`prime ${index}`} class="prime-mark" cx={(index + 0.5) * wide} cy="5" r="3" />,
			)}
			{columns.map(({ holders }, index) =>
				holders.map((place, part) => (
					<rect
						key={`${index} ${place}`}
						x={index * wide}
						y={LANE_TOP + (part * LANE_HEIGHT) / holders.length}
						width={Math.max(1.5, wide)}
						height={LANE_HEIGHT / holders.length}
						fill={colourOf(search, place, nodes)}
					/>
				)),
			)}
			{frontier !== null && <path class="frontier" d={`M${frontier.toFixed(1)} ${TOP - 2}v${HEIGHT + LANE_HEIGHT + 6}`} />}
			{Array.from({ length: labels + 1 }, (_, label) => {
				const index = Math.round((label * columns.length) / labels);
				const anchor = label === 0 ? "start" : label === labels ? "end" : "middle";
				return (
					<text key={label} x={index * wide} y={LANE_TOP + LANE_HEIGHT + AXIS / 2 + 2} text-anchor={anchor}>
						{short(bounds[index]!)}
					</text>
				);
			})}
		</>
	);
}

function Legend({ strip, search, nodes }: Omit<StripProps, "teller">) {
	const places = new Set(strip.columns.flatMap(({ holders }) => holders));
	const workers = nodes.filter((node) => [...places].some((place) => nodeOf(search, place, nodes) === node));
	const others = [...places].filter((place) => nodeOf(search, place, nodes) === undefined).length;
	return (
		<ul class="legend" aria-label="Legend of the strip">
			{KINDS.map((kind) => (
				<li key={kind}>
					<span class={`swatch ${kind}`} />
					{NAMES[kind]}
				</li>
			))}
			<li>
				<span class="dot prime-mark" />
				prime
			</li>
			<li>
				<span class="swatch frontier" />
				frontier
			</li>
			{workers.map((node) => (
				<li key={node.index}>
					<span class="swatch lane" style={{ background: nodeColour(node.index) }} />
					{node.name.slice(0, 24)} works
				</li>
			))}
			{others > 0 && (
				<li>
					<span class="swatch lane other" />
					{plural(others, "other")} at work
				</li>
			)}
		</ul>
	);
}

/** The node of the list whose key holds the lease. */
function nodeOf(search: ShownSearch, place: number, nodes: readonly NodeRecord[]): NodeRecord | undefined {
	const key = search.leases[place]?.key;
	return key === undefined || key === "" ? undefined : nodes.find(({ state }) => state?.key.startsWith(key) === true);
}

function colourOf(search: ShownSearch, place: number, nodes: readonly NodeRecord[]): string {
	const node = nodeOf(search, place, nodes);
	return node === undefined ? "var(--ink-soft)" : nodeColour(node.index);
}

function inWords(search: ShownSearch, { columns, bounds }: ShownStrip, nodes: readonly NodeRecord[]): string {
	const sum = (count: Kind | "primes"): string => grouped(columns.reduce((total, column) => total + column[count], 0));
	const leases = search.leases.map(({ key, cells, from }, place) => {
		const who = nodeOf(search, place, nodes)?.name ?? `key ${key}`;
		return `${who} works on ${plural(cells, "cell")} from ${grouped(from)}`;
	});
	const frontier = search.frontier === null ? "All is settled." : `All below ${grouped(search.frontier)} is settled.`;
	return (
		`Of the exponents from ${grouped(bounds[0]!)} to ${grouped(bounds.at(-1)! - 1)}: ${sum("factored")} have a known factor, ` +
		`${sum("tested")} were tested once, ${sum("doubleChecked")} are double-checked, ${sum("primes")} are prime, ` +
		`${sum("disputed")} disputed, ${sum("open")} open. ${frontier} ${leases.join("; ")}`
	);
}
