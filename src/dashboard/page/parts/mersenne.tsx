// A Mersenne number as it is written.
import { grouped } from "../format.ts";

export function Mersenne({ exponent }: { readonly exponent: number }) {
	return (
		<span class="mersenne">
			2<sup>{grouped(exponent)}</sup>
			{" \u2212 1"}
		</span>
	);
}
