"""Proposing: who, when, how much and of what kind, on sentences written for these tests."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.rules.clean import clean
from bihuan.intake.rules.coverage import uncovered
from bihuan.intake.rules.drafts import Deadline, Draft
from bihuan.intake.rules.match import Register
from bihuan.intake.rules.propose import propose

ISSUED = date(2026, 3, 9)


def only(text: str) -> Draft:
    drafts = propose(text, issued=ISSUED)
    assert len(drafts) == 1, [text[d.start : d.end] for d in drafts]
    return drafts[0]


def units(draft: Draft) -> tuple[list[str], list[str]]:
    return [u.text for u in draft.leads], [u.text for u in draft.co_units]


@pytest.mark.parametrize(
    ("label", "leads", "co_units"),
    [
        ("（责任单位：市水利局、市财政局）", ["市水利局"], ["市财政局"]),
        ("（市水利局负责）", ["市水利局"], []),
        ("（市水利局、市应急管理局牵头，市财政局等配合）", ["市水利局", "市应急管理局"], ["市财政局"]),
        ("（牵头单位：市水利局；责任单位：望湖区、谷阳区政府）", ["市水利局"], ["望湖区", "谷阳区政府"]),
        ("（牵头单位：市水利局 配合单位：市财政局）", ["市水利局"], ["市财政局"]),
        (
            "（市文化和旅游局牵头，市直有关部门，各县、区人民政府按职责分工负责）",
            ["市文化和旅游局"],
            ["各县、区人民政府"],
        ),
        ("[责任单位:市水利局,各县(区)人民政府]", ["市水利局"], ["各县(区)人民政府"]),
    ],
)
def test_a_label_names_leads_and_assisting_units(label: str, leads: list[str], co_units: list[str]) -> None:
    text = f"（三）整治城市内涝。疏通老城区排水管网，消除易涝点。{label}"
    draft = only(text)
    assert text[draft.start : draft.end] == "整治城市内涝。疏通老城区排水管网，消除易涝点。"
    assert units(draft) == (leads, co_units)
    assert draft.explicit


def test_a_line_below_the_item_is_a_label_too() -> None:
    text = "一、重点任务\n（一）修好农村道路。改造破损路面。\n责任单位：市交通运输局、市财政局，各县区政府\n"
    assert units(only(text)) == (["市交通运输局"], ["市财政局", "各县区政府"])


def test_table_cells_that_became_lines_are_labels_under_a_column_of_units() -> None:
    text = "序号\n主要任务\n责任单位\n1\n森林覆盖率达到42%。\n市林业局\n2\n改造公厕30座。\n市城管局、望湖区\n"
    found = [(text[d.start : d.end], *units(d), d.category) for d in propose(text, issued=ISSUED)]
    assert found == [
        ("森林覆盖率达到42%。", ["市林业局"], [], "target"),
        ("改造公厕30座。", ["市城管局"], ["望湖区"], "action"),
    ]


def test_several_lines_below_an_item_are_one_label() -> None:
    text = (
        "1.修好农村道路。改造破损路面。\n牵头领导：李明\n牵头单位：市交通运输局\n"
        "配合单位：市财政局、各县区政府\n完成时限：10月底前\n2.整治河道。清理河岸垃圾。\n牵头单位：市水利局\n"
    )
    first, second = propose(text, issued=ISSUED)
    assert units(first) == (["市交通运输局"], ["市财政局", "各县区政府"])
    assert [p.text for p in first.leaders] == ["李明"]
    assert first.deadline == Deadline("10月底前", "2026-10-31", text.index("10月"), text.index("10月") + 5)
    assert text[second.start : second.end] == "整治河道。清理河岸垃圾。"


TABLE = (
    "云岭市2026年重点工作任务分解表\n"
    "序号\t主要任务\t牵头领导\t牵头单位\t配合单位\t完成时限\n"
    "一、产业发展\n"
    "1\t新增规上工业企业30家。\t李明\t市工信局\t市发改委、各县区\t2026年12月底\n"
    "2\t建成望湖区智能制造园一期。\t\t望湖区政府\t市自规局 市财政局\t6月30日\n"
    "3\t做好企业服务\t王芳\t市政务局\t\t长期坚持\n"
    "\t开展企业走访\t\t\t\t2026年\n"
)


def test_lines_of_a_table_are_tasks_and_lines_without_units_share_those_above() -> None:
    drafts = propose(clean(TABLE), issued=ISSUED)
    assert [(d.title, *units(d), d.deadline.code if d.deadline else None) for d in drafts] == [
        ("新增规上工业企业30家", ["市工信局"], ["市发改委", "各县区"], "2026-12-31"),
        ("建成望湖区智能制造园一期", ["望湖区政府"], ["市自规局", "市财政局"], "2026-06-30"),
        ("做好企业服务", ["市政务局"], [], "ongoing"),
        ("开展企业走访", ["市政务局"], [], "2026"),
    ]
    assert [[p.text for p in d.leaders] for d in drafts] == [["李明"], [], ["王芳"], ["王芳"]]


@pytest.mark.parametrize(
    ("cells", "leads", "co_units"),
    [
        ("市法院（牵头）、市检察院", ["市法院"], ["市检察院"]),
        ("市法院、市检察院", ["市法院"], ["市检察院"]),
        ("市法院牵头，市检察院配合", ["市法院"], ["市检察院"]),
    ],
)
def test_a_column_of_units_says_who_leads(cells: str, leads: list[str], co_units: list[str]) -> None:
    assert units(only(f"序号\t工作内容\t责任单位\n1\t清理积压案件\t{cells}\n")) == (leads, co_units)


def test_a_remark_on_reading_the_labels_is_no_label() -> None:
    text = (
        "1.公交出行率提高到40%。\n责任单位：市交通局、市城管局（列第一位的为牵头单位，下同）\n"
        "2.新建停车场6处。\n责任单位：市城管局\n"
    )
    drafts = propose(text, issued=ISSUED)
    assert [units(d) for d in drafts] == [(["市交通局"], ["市城管局"]), (["市城管局"], [])]
    assert [text[d.start : d.end] for d in drafts] == ["公交出行率提高到40%。", "新建停车场6处。"]


def test_a_section_that_looks_back_gives_no_tasks() -> None:
    text = (
        "一、2025年工作回顾\n（一）产业发展提速。大力培育文旅产业，新建景区3个，完成投资12亿元。\n"
        "二、2026年重点工作\n（一）抓好产业发展。新建景区2个，完成投资9亿元。\n"
    )
    assert [d.start for d in propose(text, issued=ISSUED)] == [text.index("新建景区2个")]


def test_where_the_actor_changes_a_sentence_becomes_two_tasks() -> None:
    text = "市国资委负责督促供热企业完成管网更换，市发改委负责争取上级资金。"
    drafts = propose(text, issued=ISSUED)
    assert [units(d)[0] for d in drafts] == [["市国资委"], ["市发改委"]]


def test_who_leads_in_talk_is_known_with_those_who_help_and_the_leader() -> None:
    draft = only("这项工作，请李明同志牵总，市住建局牵头实施，各县区要合力推进。")
    assert units(draft) == (["市住建局"], ["各县区"])
    assert [p.text for p in draft.leaders] == ["李明同志"]


@pytest.mark.parametrize(
    ("sentence", "leads", "co_units"),
    [
        ("市商务局、市邮政管理局等部门要加快建设村级寄递网点。", ["市商务局", "市邮政管理局"], []),
        ("望湖区和市城管局要盯住工期不放，抓紧完成管网改造。", ["望湖区", "市城管局"], []),
        ("市发展和改革委员会会同市财政局制定具体办法。", ["市发展和改革委员会"], ["市财政局"]),
        ("对停工的项目，各县区要逐个查明原因，落实复工措施。", ["各县区"], []),
        ("各级教育行政部门要把校车安全检查列入日常巡查。", ["各级教育行政部门"], []),
        ("有关部门要尽快拿出方案，加强现场管理。", [], []),
    ],
)
def test_the_subject_of_a_sentence_is_told_to_act(
    sentence: str, leads: list[str], co_units: list[str]
) -> None:
    assert units(only(sentence)) == (leads, co_units)


@pytest.mark.parametrize(
    ("sentence", "leads", "co_units"),
    [
        ("市督查办要牵头组织市级主管部门开展复核，严格兑现奖惩。", ["市督查办"], ["市级主管部门"]),
        ("市住建局要抓紧办理手续，改造资金由市财政局统一拨付。", ["市住建局"], ["市财政局"]),
        ("清淤经费由所在县（区）统一安排，确保专款专用。", ["所在县（区）"], []),
        ("成立由市水利局牵头、市气象局等部门参加的工作专班，负责会商研判。", ["市水利局"], ["市气象局"]),
    ],
)
def test_those_who_help_are_told_from_those_who_lead(
    sentence: str, leads: list[str], co_units: list[str]
) -> None:
    assert units(only(sentence)) == (leads, co_units)


def test_a_register_makes_names_known_that_no_ending_gives_away() -> None:
    register = Register.of([("1", "云岭城投集团", ["城投"]), ("2", "望湖区", ["望湖"])])
    text = "望湖要在9月底前腾出地块，城投负责建设。"
    assert [units(d)[0] for d in propose(text, issued=ISSUED)] == [[]]
    assert [units(d)[0] for d in propose(text, issued=ISSUED, register=register)] == [["望湖"]]


def test_a_subject_carries_over_to_the_next_sentence_of_its_paragraph() -> None:
    text = "各乡镇要逐户登记危房。要建立台账，明确改造时限。\n市住建局要组织抽查。"
    assert [units(d)[0] for d in propose(text, issued=ISSUED)] == [["各乡镇"], ["各乡镇"], ["市住建局"]]


@pytest.mark.parametrize(
    ("words", "code", "day"),
    [
        ("于2026年6月15日前完成", "2026-06-15", date(2026, 6, 15)),
        ("在9月底前完成", "2026-09-30", date(2026, 9, 30)),
        ("2027年2月底前完成", "2027-02-28", date(2027, 2, 28)),
        ("在年底前完成", "2026-12-31", date(2026, 12, 31)),
        ("于今年底前完成", "2026-12-31", date(2026, 12, 31)),
        ("到2028年完成", "2028", date(2028, 12, 31)),
        ("于三季度末前完成", "2026-09-30", date(2026, 9, 30)),
        ("二季度完成", "2026-Q2", date(2026, 6, 30)),
        ("上半年完成", "2026-H1", date(2026, 6, 30)),
        ("于年内完成", "2026", date(2026, 12, 31)),
        ("每月报送进度，长期做好", "monthly", None),
        ("每周五报送进度", "weekly", None),
        ("在收到通知后5个工作日内完成", "P5BD", None),
        ("自印发之日起30日内完成", "P30D", date(2026, 4, 8)),
        ("尽快完成", None, None),
    ],
)
def test_a_deadline_gets_a_code_and_its_last_day(words: str, code: str | None, day: date | None) -> None:
    due = only(f"市水利局要把泵站改造任务{words}。").deadline
    assert due is not None
    assert (due.code, due.day) == (code, day)


@pytest.mark.parametrize(
    ("sentence", "leads", "code"),
    [
        ("驾驶人资质由县区教育局会同交警大队于8月20日前复核完毕。", ["县区教育局"], "2026-08-20"),
        ("8月25日前各县区将分班结果报市教育局备案。", ["各县区"], "2026-08-25"),
        ("请各学校于9月10日下班前上传自查报告。", ["各学校"], "2026-09-10"),
    ],
)
def test_a_day_is_no_report_on_the_past(sentence: str, leads: list[str], code: str) -> None:
    draft = only(sentence)
    assert units(draft)[0] == leads
    assert draft.deadline
    assert draft.deadline.code == code


@pytest.mark.parametrize(
    ("label", "co_units", "code"),
    [
        ("（市教育局牵头，市财政局配合，12月底前完成）", ["市财政局"], "2026-12-31"),
        ("（牵头单位：市教育局；责任单位：市财政局；完成时限：全年）", ["市财政局"], "2026"),
        ("【责任单位：市教育局、市财政局；完成时限：长期坚持】", ["市财政局"], "ongoing"),
        ("［市教育局、市财政局按职责分工负责］", ["市财政局"], "2026-08-31"),
    ],
)
def test_a_label_may_state_the_time(label: str, co_units: list[str], code: str) -> None:
    draft = only(f"3.扩大学位供给。改扩建幼儿园12所，8月底前投用。{label}")
    assert units(draft) == (["市教育局"], co_units)
    assert draft.deadline
    assert draft.deadline.code == code


def test_the_first_of_several_labelled_numbers_is_an_item_of_its_own() -> None:
    text = (
        "一、改善就医。建成救治单元20个。（市卫健委负责）\n二、扩大学位。改扩建学校3所。（市教育局负责）\n"
        "三、提升养老服务。\n（一）建设敬老院10所。责任单位：市民政局\n（二）改造1000户。责任单位：市残联\n"
    )
    spans = [text[d.start : d.end] for d in propose(text, issued=ISSUED)]
    assert spans[2:] == ["建设敬老院10所。", "改造1000户。"]


def test_without_a_date_of_issue_a_date_keeps_its_words_and_gets_no_code() -> None:
    assert [
        (d.deadline.text, d.deadline.code) for d in propose("各县区要在5月底前完成检查。") if d.deadline
    ] == [("5月底前", None)]
    dated = "各县区要在5月底前完成检查。\n云岭市人民政府\n2026年3月9日"
    assert [d.deadline.code for d in propose(dated) if d.deadline] == ["2026-05-31"]


def test_a_date_takes_the_year_of_the_date_before_it_or_the_next_such_month() -> None:
    text = "各牵头单位要于2027年2月3日前报送方案，2月7日前报送名单。"
    assert [d.deadline.code for d in propose(text, issued=ISSUED) if d.deadline] == ["2027-02-07"]
    late = "各县区要于3月底前完成春耕备耕检查。"
    assert [d.deadline.code for d in propose(late, issued=date(2026, 11, 20)) if d.deadline] == ["2027-03-31"]


@pytest.mark.parametrize(
    "sentence",
    [
        "市税务局要对2026年6月30日前到期的申报逐户提醒，做好辅导。",
        "市财政局要落实贴息政策，贴息期限不超过1年。",
        "市人社局要兑现补贴，每人每月发放300元。",
        "各县区要总结2025年工作，做好资料归档。",
    ],
)
def test_periods_of_a_policy_are_no_deadlines(sentence: str) -> None:
    assert only(sentence).deadline is None


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("各县区要新增停车位5000个，公交分担率提高到35%以上。", [(5000.0, "个"), (35.0, "%")]),
        ("市科技局要力争全年研发投入增长12%，达到18.6亿元。", [(12.0, "%"), (18.6, "亿元")]),
        ("市商务局要对新入统企业给予一次性奖励10万元。", []),
        ("市工信局要帮助年产值2000万元以上的企业做好技改。", []),
    ],
)
def test_goals_count_and_subsidies_do_not(sentence: str, figures: list[tuple[float, str]]) -> None:
    assert [(t.value, t.unit) for t in only(sentence).targets] == figures


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("各县区要把整改情况于5月底前报送市政府办公室。", "report"),
        ("各园区不得擅自提高优惠标准，严禁拖欠工程款。", "forbid"),
        ("到2027年，全市高新技术企业达到400家。", "target"),
        ("市城管局要增设公厕，改造垃圾站。", "action"),
    ],
)
def test_kinds_of_tasks_are_told_apart(sentence: str, category: str) -> None:
    assert only(sentence).category == category


@pytest.mark.parametrize(
    "sentence",
    [
        "近年来，全市营商环境取得明显进步。",
        "这项工作具有十分重要的意义。",
        "会议听取了市水利局关于防汛工作的汇报。",
        "同志们，我们的差距到底在什么地方？",
        "本办法自印发之日起施行，由市财政局负责解释。",
        "符合条件的企业可以向主管税务机关申请退税。",
        "现将有关事项通知如下：",
    ],
)
def test_praise_history_and_forms_are_no_tasks(sentence: str) -> None:
    assert propose(sentence, issued=ISSUED) == []


def test_an_order_begins_after_the_words_that_introduce_the_speaker() -> None:
    text = "会议强调，各县区要在6月底前完成隐患清零。"
    draft = only(text)
    assert text[draft.start :] == "各县区要在6月底前完成隐患清零。"


def test_a_sentence_that_only_dates_a_task_belongs_to_it() -> None:
    text = "各县区要全面排查自建房隐患，建立台账。该项工作于4月底前完成。"
    draft = only(text)
    assert draft.end == len(text)
    assert draft.deadline == Deadline("4月底前", "2026-04-30", 24, 28)


def test_parts_with_their_own_dates_become_tasks_of_their_own() -> None:
    text = "对手续齐全的，各县区要于5月底前办结；对手续不全的，各县区要于8月底前补办完成。"
    drafts = propose(text, issued=ISSUED)
    assert [d.deadline.code for d in drafts if d.deadline] == ["2026-05-31", "2026-08-31"]


def test_reasons_can_be_read() -> None:
    draft = only("市水利局要在9月底前完成泵站改造。")
    assert {"subject", "modal", "due"} <= {r.code for r in draft.reasons}
    assert all("%(" not in r.text for r in draft.reasons)


def test_coverage_shows_orders_that_became_no_task() -> None:
    text = "市水利局要在9月底前完成泵站改造。还要加强值班值守。"
    drafts = propose(text, issued=ISSUED)
    assert uncovered(text, drafts) == []
    left = uncovered(text, drafts[:1])
    assert [text[s.start : s.end] for s in left] == ["还要加强值班值守"]


LETTERS = (
    "各县区市水利局要在6月底前完成改造。，；（）一二、12年\n 责任单位：牵头会议强调不得每周报送达到%亿元“”由"
)


@given(st.text(alphabet=LETTERS, max_size=200))
def test_any_text_gives_drafts_inside_the_text_that_do_not_overlap(text: str) -> None:
    drafts = propose(text, issued=ISSUED)
    assert all(0 <= d.start < d.end <= len(text) for d in drafts)
    assert all(a.end <= b.start for a, b in itertools.pairwise(drafts))
    for draft in drafts:
        for unit in (*draft.leads, *draft.co_units, *draft.leaders):
            assert text[unit.start : unit.end] == unit.text
    uncovered(text, drafts)


@pytest.mark.parametrize(
    "piece",
    ["（", "（责任单位", "配合", "6月底前", "增长5个", "各市、", "1.", "由市水利局", "要", "市局和", "1２"],
)
def test_texts_without_any_sense_are_read_as_quickly_as_others(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    drafts = propose(clean(text), issued=ISSUED)
    assert len(drafts) <= 1
