// Names for nodes whose operator gave none: the same id has the same name.

const NAMES = [
	"Euclid",
	"Mersenne",
	"Fermat",
	"Euler",
	"Lucas",
	"Lehmer",
	"Pervushin",
	"Powers",
	"Cole",
	"Robinson",
	"Riesel",
	"Hurwitz",
	"Gillies",
	"Tuckerman",
	"Noll",
	"Nickel",
	"Nelson",
	"Slowinski",
	"Colquitt",
	"Gage",
	"Woltman",
	"Crandall",
	"Fagin",
	"Kurowski",
] as const;

export function nodeName(id: number): string {
	return NAMES[(id + NAMES.length - 1) % NAMES.length]!;
}
