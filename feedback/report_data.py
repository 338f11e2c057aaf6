"""A report as plain data: what is hashed, and the JSON file. The same in every language."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from feedback.likert import Agreement
from feedback.moore import Level
from feedback.report import OutcomesReport, PairedResult, Share

SCHEMA = "outcomes-report/1"


def canonical_data(report: OutcomesReport) -> dict[str, Any]:
    """Whole numbers and keys only: no words, no floats, not the day on which it was made."""
    return {
        "schema": SCHEMA,
        "query": report.query,
        "through": f"{report.through:%Y-%m}",
        "reading": {
            "started": report.reading.started,
            "half": report.reading.half,
            "completed": report.reading.completed,
        },
        "response": {
            "respondents": report.response.respondents,
            "started": report.response.started,
        },
        "statements": sorted(
            (
                {"key": str(each.key), "measure": each.measure, "counts": list(each.counts)}
                for each in report.statements
            ),
            key=lambda each: str(each["key"]),
        ),
        "polls": sorted(
            (
                {
                    "key": str(poll.key),
                    "voters": poll.voters,
                    "options": sorted([str(each.key), each.votes] for each in poll.options),
                }
                for poll in report.polls
            ),
            key=lambda each: str(each["key"]),
        ),
        "paired": [
            {
                "key": str(each.key),
                "both": each.both,
                "before_only": each.before_only,
                "after_only": each.after_only,
                "neither": each.neither,
            }
            for each in report.paired
        ],
        "quarters": [
            {
                "first": f"{quarter.first:%Y-%m}",
                "started": quarter.started,
                "completed": quarter.completed,
                "respondents": quarter.respondents,
                "statements": sorted(
                    [str(statement.key), said.agree, said.n]
                    for statement, said in zip(report.statements, quarter.statements, strict=True)
                ),
            }
            for quarter in report.quarters
        ],
    }


def canonical_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def data_hash(report: OutcomesReport) -> str:
    """SHA-256 of the canonical data, hexadecimal."""
    return hashlib.sha256(canonical_json(canonical_data(report)).encode()).hexdigest()


def as_json(report: OutcomesReport) -> dict[str, Any]:
    """Hash, data and what follows from them, with the words of the active language."""
    return {
        "sha256": data_hash(report),
        "made_on": report.made_on.isoformat(),
        "data": canonical_data(report),
        "figures": {
            "completion": _share(report.reading.completion),
            "response_rate": _share(report.response.rate),
            "statements": [
                {
                    "key": str(each.key),
                    "text": each.text,
                    "level": _level(each.level),
                    "n": each.n,
                    "percent": each.percentages,
                    "agreement": _agreement(each.agreement),
                    "groups_held_back": each.held_back,
                }
                for each in report.statements
            ],
            "polls": [
                {
                    "key": str(poll.key),
                    "question": poll.question,
                    "minimum": poll.minimum,
                    "several": poll.is_multiple,
                    "caveat": poll.caveat,
                    "options": [
                        {"text": each.text, "votes": each.votes, "percent": each.percent}
                        for each in poll.options
                    ],
                }
                for poll in report.polls
            ],
            "paired": [_paired(each) for each in report.paired],
        },
    }


def _level(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    return {"code": level.code, "label": str(level.label), "meaning": str(level.meaning)}


def _share(share: Share | None) -> dict[str, Any] | None:
    if share is None:
        return None
    return {
        "k": share.k,
        "n": share.n,
        "share": round(share.share, 6),
        "low": round(share.interval.low, 6),
        "high": round(share.interval.high, 6),
    }


def _agreement(said: Agreement) -> dict[str, Any] | None:
    if said.share is None or said.interval is None:
        return None
    return _share(Share(said.agree, said.n, said.share, said.interval))


def _paired(result: PairedResult) -> dict[str, Any]:
    change = result.change
    return {
        "key": str(result.key),
        "question": result.question,
        "level": _level(result.level),
        "n": result.n,
        "before": _share(result.before),
        "after": _share(result.after),
        "difference": change and [round(value, 6) for value in change],
        "p_exact": result.p,
        "p_mid": result.mid_p,
        "groups_held_back": result.held_back,
    }
