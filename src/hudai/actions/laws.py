"""All packs of law a county works with, and which of them a contract stands under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hudai.actions.application import Law, Obstacles
from hudai.core.policy import Policy
from hudai.core.run_off import began_inside


@dataclass(frozen=True, slots=True)
class Laws:
    """The law by the name of its pack, and the pack under which new applications are entered."""

    by_name: Mapping[str, Law]
    adopted: str

    @property
    def policies(self) -> dict[str, Policy]:
        """The policy by the name of its pack."""
        return {name: law.policy for name, law in self.by_name.items()}

    def of(self, name: str) -> Law:
        """The law of a pack."""
        return self.by_name[name]

    def on_signing(self, applied_under: str, signed_on: date, begun_on: date | None = None) -> Law:
        """The law a contract stands under for life: the pack whose window holds the signing day (R4.4).

        The pack the application was made under goes first; behind its end the one adopted since.  What
        carries on a chain begun inside the window stays under it (R12).

        Args:
            begun_on: the day the first contract was signed of the chain that is carried on.

        Raises:
            Obstacles: if the day lies in neither's window; with the clause of the window.
        """
        if began_inside(self.by_name[applied_under].policy, begun_on):
            return self.by_name[applied_under]
        for name in dict.fromkeys((applied_under, self.adopted)):
            policy = self.by_name[name].policy
            if policy.window_since <= signed_on and (
                policy.window_until is None or signed_on < policy.window_until
            ):
                return self.by_name[name]
        policy = self.by_name[applied_under].policy
        until = f"，{policy.window_until} 起不再签订" if policy.window_until else ""
        told = (
            f"合同日期 {signed_on} 不在政策实施期内：{policy.scheme}自 {policy.window_since} 起实施{until}。"
        )
        raise Obstacles("这一天不能签订合同。", [told], [policy.window_clause])
