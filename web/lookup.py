"""The knowledge routes: search, one entry in one version, starting questions, loading progress, health."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from knowledge_base.entries import EntryKind
from web.errors import NotReady, problem_responses
from web.ports import EntryView, Knowledge
from web.schemas import (
    EntryOut,
    HealthOut,
    HitOut,
    SearchOut,
    SectionOut,
    StatusOut,
    SuggestionsOut,
)


def lookup_routes(knowledge: Knowledge) -> APIRouter:
    """The routes that read knowledge, and /healthz and /readyz."""
    router = APIRouter()
    _add_search(router, knowledge)
    _add_entries(router, knowledge)
    _add_state(router, knowledge)
    return router


def _add_search(router: APIRouter, knowledge: Knowledge) -> None:
    @router.get("/api/search", tags=["知识"], summary="检索", responses=problem_responses(422))
    def search(
        q: Annotated[str, Query(min_length=1, max_length=200, description="检索词，可以是平常的话")],
        k: Annotated[int, Query(ge=1, le=100, description="最多几条")] = 10,
        as_of: Annotated[date | None, Query(description="按哪一天的效力检索，不填是今天")] = None,
        kind: Annotated[list[EntryKind] | None, Query(max_length=6, description="只要这些类别，可重复")] = None,
    ) -> SearchOut:
        """搜索即服务：返回当日有效的条目和命中的原文。"""
        page = knowledge.search(q, k, as_of, tuple(kind or ()))
        hits = [HitOut.model_validate(hit) for hit in page.hits]
        return SearchOut(hits=hits, total_ms=page.total_ms, rejected=page.rejected)

    @router.get("/api/suggestions", tags=["知识"], summary="起始问题")
    def suggestions() -> SuggestionsOut:
        """三个常问的问题。"""
        return SuggestionsOut(questions=list(knowledge.suggestions()))


def _add_entries(router: APIRouter, knowledge: Knowledge) -> None:
    @router.get("/api/entries/{entry_id}", tags=["知识"], summary="读一个条目", responses=problem_responses(404, 422))
    def read_entry(
        entry_id: Annotated[str, Path(max_length=200, description="条目编号")],
        version: Annotated[int | None, Query(ge=1, le=1_000_000, description="第几版，不填是最新一版")] = None,
    ) -> EntryOut:
        """引用指向条目的某一版，旧的回答也能找回它当时的依据。"""
        return _entry_out(entry_id, knowledge.entry(entry_id, version))


def _add_state(router: APIRouter, knowledge: Knowledge) -> None:
    @router.get("/api/status", tags=["状态"], summary="加载进度")
    def status() -> StatusOut:
        """后台加载法规和建索引的进度。"""
        return StatusOut.model_validate(knowledge.status())

    @router.get("/healthz", tags=["状态"], summary="进程是否活着")
    def health() -> HealthOut:
        """只说明进程在运行。"""
        return HealthOut(status="ok")

    @router.get("/readyz", tags=["状态"], summary="能否回答问题", responses=problem_responses(503))
    def readiness() -> HealthOut:
        """知识加载好之前是 503。"""
        if not knowledge.status().get("ready"):
            raise NotReady
        return HealthOut(status="ok")


def _entry_out(entry_id: str, view: EntryView) -> EntryOut:
    return EntryOut(
        entry_id=entry_id,
        title=view.title,
        kind=view.kind,
        source=view.source,
        source_status=view.source_status,
        legal_status=view.legal_status,
        effective_from=view.effective_from,
        effective_to=view.effective_to,
        version=view.version,
        latest_version=view.latest_version,
        sections=[SectionOut(heading=heading, text=text) for heading, text in view.sections],
    )
