// Rates over time, one line for each node (uPlot).
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { computedColour, nodeColour, short } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { RateSeries } from "../model/rate-series.ts";
import type { Store } from "../model/store.ts";

const HEIGHT = 92;

/** How fast the search goes. */
export function Rates({ store }: { readonly store: Store }) {
	return (
		<div class="rates">
			<RateChart title="Tests a second" series={store.tests} nodes={store.nodes} />
			<RateChart title="Squarings a second" series={store.squarings} nodes={store.nodes} />
		</div>
	);
}

interface RateChartProps {
	readonly title: string;
	readonly series: RateSeries;
	readonly nodes: readonly NodeRecord[];
}

function RateChart({ title, series, nodes }: RateChartProps) {
	const now = series.rates.reduce((sum, line) => sum + (line.at(-1) ?? 0), 0);
	const isEmpty = series.times.length < 2;
	return (
		<figure class="rate">
			<figcaption>
				{title} <strong>{isEmpty ? "" : short(now)}</strong>
			</figcaption>
			{isEmpty ? (
				<p class="plot empty">The first values come in a few seconds.</p>
			) : (
				<Plot label={`${title} over time, one line for each node; in all ${short(now)} now`} series={series} nodes={nodes} />
			)}
		</figure>
	);
}

interface PlotProps extends Omit<RateChartProps, "title"> {
	readonly label: string;
}

function Plot({ label, series, nodes }: PlotProps) {
	const box = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot>(null);
	useEffect(() => {
		const holder = box.current;
		if (holder === null) return undefined;
		const scheme = matchMedia("(prefers-color-scheme: dark)");
		const make = () => {
			plot.current?.destroy();
			plot.current = new uPlot(optionsFor(holder.clientWidth, nodes), dataOf(series), holder);
		};
		make();
		const observer = new ResizeObserver(() => {
			if (holder.clientWidth !== plot.current?.width) plot.current?.setSize({ width: holder.clientWidth, height: HEIGHT });
		});
		observer.observe(holder);
		scheme.addEventListener("change", make);
		return () => {
			observer.disconnect();
			scheme.removeEventListener("change", make);
			plot.current?.destroy();
			plot.current = null;
		};
	}, [series]);
	useEffect(() => plot.current?.setData(dataOf(series)), [series, series.revision]);
	return <div ref={box} class="plot" role="img" aria-label={label} />;
}

function dataOf(series: RateSeries): uPlot.AlignedData {
	return [series.times, ...series.rates];
}

function optionsFor(width: number, nodes: readonly NodeRecord[]): uPlot.Options {
	const ink = computedColour("var(--ink-soft)");
	const grid = { stroke: computedColour("var(--line)"), width: 1 };
	const axis = { stroke: ink, grid, ticks: { show: false }, font: "11px system-ui, sans-serif" };
	return {
		width,
		height: HEIGHT,
		legend: { show: false },
		cursor: { show: false },
		padding: [8, 32, 0, 0],
		scales: {
			y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.15 : 1] },
		},
		axes: [
			{ ...axis, size: 24, space: 70, values: (_plot, splits) => splits.map(hourAndMinute) },
			{ ...axis, size: 44, space: 30, values: (_plot, splits) => splits.map((value) => short(value)) },
		],
		series: [
			{},
			...nodes.map((node) => ({ label: node.name, stroke: computedColour(nodeColour(node.index)), width: 1.5, points: { show: false } })),
		],
	};
}

function hourAndMinute(unixSeconds: number): string {
	const date = new Date(unixSeconds * 1_000);
	const two = (value: number) => String(value).padStart(2, "0");
	return `${two(date.getHours())}:${two(date.getMinutes())}${date.getSeconds() === 0 ? "" : `:${two(date.getSeconds())}`}`;
}
