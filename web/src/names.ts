// What tables, columns and values of the case's tables are called. In English mostly as they are, without the underscores.
import { language } from "./state";

/** [English, Chinese]; English "" is the name itself. */
type Named = Record<string, [string, string]>;

const tables: Named = {
  "camps/camps": ["camps", "各方"], "camps/stances": ["posts with a stance", "有立场的帖"], "camps/voices": ["where voices stand", "各人立场"],
  "camps/replies": ["replies inside debates", "争论中的回复"], "camps/corrections": ["corrections of camps", "立场更正"], "camps/lessons": ["what placed posts teach", "归类帖子给出的修正"], "corpus/posts": ["cleaned posts", "清理后的帖"],
  "corpus/accounts": ["accounts", "账号"], "debates/debates": ["debates", "争论"], "debates/members": ["sentences of debates", "争论中的句子"],
  "debates/threads": ["public questions", "公众问题"], "debates/evidence": ["what makes a question debated", "问题是否成争论的依据"], "debates/official": ["official sentences", "官方文本的句子"],
  "debates/streams": ["debates by platform", "各平台的争论"], "debates/sub_questions": ["parts of debates", "争论的分题"], "debates/corrections": ["corrections of debates", "争论更正"],
  "points/points": ["key points", "论点"], "points/matches": ["sentences that make a key point", "表达论点的句子"], "points/relations": ["answers", "回应"],
  "points/point_relations": ["key points answering each other", "论点之间的回应"], "points/links": ["who answers whom", "谁回应谁"], "points/divides": ["dividing lines", "分界线"],
  "points/consensus": ["what both sides accept", "两方都接受的说法"], "points/sectors": ["views on who leads a sector", "关于行业由谁主导的说法"],
  "points/sector_cells": ["sector by approach", "行业与路径"], "points/voters": ["groups that vote alike", "投票相近的群体"], "points/group_votes": ["votes of each group", "各组的投票"], "points/voted_statements": ["statements voted on", "付诸投票的陈述"], "points/debate_pairs": ["pairs of debates", "成对的争论"], "points/allies": ["sides of voices in several debates", "在多个争论中表态者的立场"], "points/allies_standings": ["where groups across debates stand", "跨争论群体的立场"], "points/statements": ["sentences that speak for a camp", "代表一方的句子"], "points/corrections": ["corrections of key points", "论点更正"],
  "segments/segments": ["sentences", "句子"], "threads/posts": ["posts as imported", "导入的帖"], "threads/questions": ["questions", "问题"], "threads/sources": ["imported files", "导入的文件"],
  "threads/rejects": ["records that did not come in", "未能读入的记录"], "threads/authors": ["authors", "作者"], "threads/votes": ["votes", "投票"],
  "trends/actors": ["mentions of actors", "提及的行为者"], "trends/terms": ["uses of terms", "用语的使用"], "trends/numbers": ["quantities", "数量"], "trends/mood": ["feelings", "情绪"],
  "trends/concerns": ["concerns", "关切"], "trends/expertise": ["first-hand knowledge", "亲历声明"], "trends/comparisons": ["comparisons", "比较"],
  "trends/figure_replies": ["figures taken up by replies", "被回复重提的数字"], "trends/number_claims": ["the same figure told by several", "多帖讲到的同一数字"],
  "trends/official_terms": ["terms, official against public", "用语：官方与公众"], "trends/vocabulary": ["words that one stream prefers", "偏好词"], "trends/frames": ["frames of actors", "行为者的定型"],
  "trends/mood_years": ["feelings by year", "各年情绪"], "trends/concern_reach": ["reach of concerns", "关切的范围"], "trends/contrasts": ["groups side by side", "两组对照"],
  "trends/periods": ["subjects by period", "各时段的主题"], "trends/camp_years": ["camps by year", "各年立场"], "trends/change_points": ["turning points", "转折点"],
  "trends/events": ["births, deaths and revivals", "出现、沉寂与再现"], "trends/side_changes": ["changes of side", "改变立场"],
  "vectors/questions": ["vectors of questions", "问题向量"], "vectors/segments": ["vectors of sentences", "句子向量"],
  "coding/codes": ["codes", "标注"], "coding/debates": ["coded debates", "已标注的争论"], "coding/camps": ["corrected shares", "修正后的比例"],
};

const columns: Named = {
  debate: ["", "争论"], pole: ["camp", "立场"], voice: ["", "人"], voices: ["", "人数"], post: ["", "帖"], posts: ["", "帖数"], votes: ["", "赞同数"], share: ["", "比例"],
  share_low: ["share, low end", "比例下限"], share_high: ["share, high end", "比例上限"], verdict: ["", "判定"], answered: ["", "被回应"], odds: ["", "对数优势"], agrees: ["", "同意"],
  disagrees: ["", "反对"], confidence: ["", "把握"], lean: ["", "倾向"], evidence: ["", "依据"], year: ["", "年份"], judged_by: ["", "判断者"], first_year: ["", "首见年份"],
  last_year: ["", "末见年份"], changed: ["changed sides", "改变过立场"], revision: ["", "版本"], thread: ["", "讨论串"], fate: ["what became of it", "去向"], twin_of: ["copy of", "重复自"],
  stream: ["", "来源类别"], kind: ["", "类型"], language: ["", "语言"], text: ["", "文字"], rank: ["", "排名"], question: ["", "问题"], question_thread: ["question", "问题"], form: ["", "问法"],
  pole_a: ["first side", "甲方"], pole_b: ["second side", "乙方"], proposition: ["", "命题"], name: ["", "名称"], terms: ["", "用词"], salience: ["", "热度"], disagreement: ["", "分歧"],
  rank_low: ["rank, best", "排名最前"], rank_high: ["rank, worst", "排名最后"], first_share: ["share of resamples ranked first", "重抽样中居首的比例"], stability: ["", "稳定性"],
  salience_voices: ["salience: voices", "热度：人数"], salience_posts: ["salience: posts", "热度：帖数"], salience_votes: ["salience: votes", "热度：赞同"], salience_years: ["salience: years", "热度：年数"],
  salience_questions: ["salience: questions", "热度：问题数"], salience_disagreement: ["salience: disagreement", "热度：分歧"], salience_recency: ["salience: recency", "热度：近期"],
  threads: ["questions", "问题数"], debatedness: ["", "争论程度"], segments: ["sentences", "句数"], approving: ["", "赞成"], rejecting: ["", "否定"], saying_yes: ["", "答是"], saying_no: ["", "答否"],
  pointing: ["", "指向"], replies: ["", "回复"], disagreeing_replies: ["", "反对的回复"], claims: ["", "论断"], asking: ["", "提问"], of_matter: ["about the matter", "谈及本题"], stories: ["", "故事"],
  vote_spread: ["", "赞同的离散"], segment: ["sentence", "句子"], by_thread: ["under its own question", "在本题之下"], fit: ["nearness", "相近程度"], platform: ["", "平台"], reason: ["", "原因"],
  orientation: ["", "方向"], sub_question: ["part", "分题"], point: ["key point", "论点"], voices_a: ["voices of the first side", "甲方人数"], voices_b: ["voices of the second side", "乙方人数"],
  against_a: ["against it, first side", "甲方反对"], against_b: ["against it, second side", "乙方反对"], share_a: ["share, first", "甲方比例"], share_b: ["share, second", "乙方比例"], score: ["", "得分"],
  terms_a: ["words of the first side", "甲方用词"], terms_b: ["words of the second side", "乙方用词"], separation: ["", "区分度"], a_in_a: ["first point in first camp", "甲论点在甲方"],
  a_in_b: ["first point in second camp", "甲论点在乙方"], b_in_a: ["second point in first camp", "乙论点在甲方"], b_in_b: ["second point in second camp", "乙论点在乙方"], from_voice: ["who answers", "回应者"],
  to_voice: ["answered voice", "被回应者"], positive: ["agreeing", "赞同次数"], negative: ["objecting", "反对次数"], quote_rank: ["rank as a quote", "引文排名"], camp_voices: ["voices of the camp", "本方人数"],
  coverage: ["", "覆盖"], redundancy: ["", "重叠"], told_by: ["how it was told who makes it", "如何判定"], wording: ["analyst's wording", "分析者表述"], basis: ["", "依据"], cue: ["", "提示词"], sector: ["", "行业"], approach: ["", "路径"],
  sector_voices: ["voices on the sector", "谈该行业的人数"], weight: ["", "权重"], names: ["names the sector", "点名行业"], answers: ["answers to", "回应"], ordinal: ["place", "次序"], claim_score: ["claim", "论断得分"],
  author: ["", "作者"], author_kind: ["kind of author", "作者类型"], author_name: ["author's name", "作者名"], created_year: ["year", "年份"], created_text: ["date as written", "原文日期"], native_id: ["id on the platform", "平台编号"],
  comment_count: ["comments", "评论数"], source: ["source file", "来源文件"], url: ["address", "网址"], newest: ["newest version", "最新版本"], topic: ["", "话题"], title: ["", "标题"], detail: ["", "补充"],
  format: ["", "格式"], charset: ["", "字符集"], bytes: ["", "字节"], file: ["", "文件"], record: ["", "记录"], offset: ["byte", "字节位置"], code: ["", "代码"], actor: ["", "行为者"], country: ["", "国家"],
  frame: ["", "定型"], rule: ["", "规则"], aspect: ["", "方面"], attitude: ["", "态度"], attitude_cue: ["word of attitude", "态度词"], subject: ["", "主题"], object: ["compared with", "比较对象"], outcome: ["", "结果"],
  quality: ["quality as an argument", "论证质量"], concern: ["", "关切"], debates: ["", "争论数"], with_concern: ["often with", "常伴关切"], with_posts: ["posts with both", "同现帖数"], dimension: ["", "维度"], group_a: ["first group", "甲组"], group_b: ["second group", "乙组"],
  subject_kind: ["kind of subject", "主题类型"], label: ["", "名称"], hits_a: ["voices, first group", "甲组人数"], of_a: ["of, first group", "甲组总数"], hits_b: ["voices, second group", "乙组人数"], of_b: ["of, second group", "乙组总数"],
  p: ["p", "p 值"], q: ["q", "q 值"], event: ["", "事件"], month: ["", "月份"], chance: ["", "机会概率"], field: ["", "领域"], answered_text: ["figure answered", "被回应的数字"], other_text: ["other figure", "另一数字"],
  value: ["", "数值"], unit: ["", "单位"], measure: ["", "指标"], scope: ["", "范围"], actor_voices: ["voices on the actor", "提及者人数"], lift: ["", "提升度"], recurs: ["", "反复出现"], emotion: ["feeling", "情绪"],
  of_voices: ["of voices", "总人数"], claim: ["", "说法"], entity: ["about", "对象"], about_year: ["about the year", "所指年份"], uses: ["", "次数"], values: ["different values", "不同数值"], low: ["lowest", "最低"],
  high: ["highest", "最高"], approximate: ["", "约数"], bound: ["", "界限"], term: ["", "用语"], official_posts: ["official texts", "官方文本数"], public_posts: ["public posts", "公众帖数"], public_voices: ["public voices", "公众人数"],
  status: ["", "状态"], leader: ["who was first", "领先者"], log_odds: ["log odds", "对数优势比"], z: ["z", "z 值"], grain: ["", "粒度"], period: ["", "时段"], active_voices: ["voices active then", "当期活跃人数"],
  rate: ["per 1,000 voices", "每千人"], smoothed: ["smoothed", "平滑值"], quarter: ["", "季度"], date: ["", "日期"], word: ["", "词"], side: ["", "一方"], official_count: ["uses, official", "官方次数"],
  public_count: ["uses, public", "公众次数"], only_one_side: ["", "仅一方"], from_pole: ["from", "原立场"], to_pole: ["to", "新立场"], from_year: ["from the year", "起始年份"], to_year: ["to the year", "改变年份"],
  from_date: ["from", "起始日期"], to_date: ["to", "改变日期"], relations: ["answers", "回应数"], gain: ["", "增益"], coder: ["", "标注者"], judged: ["the judge's reading", "程序判断"],
  segment_a: ["first side", "甲方"], segment_b: ["second side", "乙方"], answered_segment: ["answered", "被回应"], from_post: ["from", "来自"], to_post: ["to", "回应"], other_post: ["other post", "另一帖"],
  answered_post: ["the post answered", "所回复的帖"], post_a: ["first side", "甲方"], post_b: ["second side", "乙方"], official_last_post: ["last official use", "官方最后使用"], public_last_post: ["last public use", "公众最后使用"],
  tables: ["", "表"], point_a: ["first point", "甲方论点"], point_b: ["second point", "乙方论点"], from_point: ["answering point", "回应的论点"], to_point: ["answered point", "被回应的论点"], same: ["as the judge", "与程序相同"],
  silence_from: ["silent from", "沉寂始于"], revived: ["", "再现"], lead_days: ["days ahead", "领先天数"], lag_quarters: ["quarters behind", "滞后季数"], lag_correlation: ["correlation at that lag", "滞后相关"], official_after: ["official texts after it", "其后官方文本"],
  public_posts_after: ["public posts after it", "其后公众帖"], debate_posts_after: ["public posts on anything after it", "其后全部公众帖"], public_debate_last: ["last public debate", "公众最后讨论"], official_first: ["first official year", "官方首见"], official_last: ["last official year", "官方末见"],
  public_first: ["first public year", "公众首见"], public_last: ["last public year", "公众末见"], official_first_date: ["first official use", "官方首用"], official_last_date: ["last official use", "官方末用"], public_first_date: ["first public use", "公众首用"], public_last_date: ["last public use", "公众末用"],
  title_private: ["title: private", "标题：私事"], title_leisure: ["title: leisure", "标题：消遣"], title_news: ["title: news", "标题：新闻"], title_advice: ["title: advice", "标题：求助"], title_matter: ["title: a matter", "标题：事情"], title_position: ["title: a position", "标题：立场"],
  share_a_low: ["share, first, low end", "甲方比例下限"], share_a_high: ["share, first, high end", "甲方比例上限"], created_seconds: ["seconds since 1970", "时间戳"], edited_seconds: ["edited, seconds since 1970", "编辑时间戳"], created_precision: ["precision of the date", "时间精度"],
  quoted_person: ["person quoted", "所引之人"], stands_alone: ["stands alone", "可单独成句"], rhetorical: ["", "反问"], body_encoding: ["encoding", "编码"], body_is_html: ["HTML", "HTML"], body_is_cut: ["cut off", "被截断"], parent_missing: ["parent is missing", "缺上级帖"], title_encoding: ["encoding of the title", "标题编码"],
  sha256: ["sha256", "sha256"], stored_sha256: ["sha256 as stored", "存储 sha256"], charset_ground: ["how the charset is known", "字符集依据"], container: ["", "压缩包"], quoted_voice: ["voice quoted", "所引之人"], answered_voice: ["answered voice", "被回应者"], posts_before: ["posts before", "之前帖数"],
  of_before: ["of, before", "之前总数"], posts_after: ["posts after", "之后帖数"], of_after: ["of, after", "之后总数"], share_before: ["share before", "之前比例"], share_after: ["share after", "之后比例"], direction: ["", "方向"], penalty: ["", "惩罚"], new_terms: ["new terms", "新用语"],
  other_debate: ["", "另一争论"], alignment: ["how the sides go together", "立场如何相连"], from_a: ["on the first side here", "在前者属甲方"], from_a_to_a: ["of them on the first side there", "其中在后者属甲方"],
  from_b: ["on the second side here", "在前者属乙方"], from_b_to_a: ["of them on the first side there", "其中在后者属甲方"], conversation: ["", "讨论"], group: ["", "组"], passes: ["passed", "弃权"], standing: ["how the groups stand to it", "各组的态度"], acceptance: ["acceptance", "接受度"], rejection: ["rejection", "拒绝度"], difference: ["difference between groups", "组间差异"], least_votes: ["votes of the smallest group", "票数最少一组的票数"],
  placed: ["posts placed", "归类帖数"], sided: ["of them on a side", "其中有立场"], own_right: ["judge alone right", "程序独自判对"], own_slope: ["belief in the judge", "对程序的采信"],
  same_side: ["on the same side", "同一立场"], reply_shift: ["replies, shift", "回复：偏移"], reply_slope: ["replies, slope", "回复：斜率"],
  account: ["", "账号"], echo_of: ["echo of", "重复自"], first: ["", "首次"], first_seconds: ["first, seconds since 1970", "首次时间戳"], last_seconds: ["last, seconds since 1970", "末次时间戳"], voter: ["", "投票者"], correction: ["", "更正"], line: ["", "行"], what: ["", "内容"], applied: ["", "已应用"],
};

const values: Named = {
  "": ["–", "–"], all: ["", "全部"], contested: ["", "两方对立"], one_sided: ["one-sided", "一边倒"], thin: ["too few take a side", "表态者过少"], unread: ["most stand unclear", "多数立场不明"],
  few: ["too few to ask", "人数不足"], reading: ["two sentences read together", "两句对读"], likeness: ["how alike sentences are", "句子相似"], matching: ["the matching judge", "匹配模型"], unrelated: ["", "不相关"], alike: ["first with first", "甲方与甲方相连"], crossed: ["first with second", "甲方与乙方相连"],
  unsettled: ["unsettled", "未定"], accepted: ["accepted by all groups", "各组都接受"], rejected: ["rejected by all groups", "各组都拒绝"], divisive: ["parts the groups", "使各组分开"],
  agree: ["", "一致"], clash: ["", "冲突"], single: ["", "单一"], differs: ["", "有差异"], enough: ["", "足够"], not_enough: ["not enough", "数据不足"], no_difference_shown: ["no difference shown", "未见差异"],
  pair: ["pair network", "句对网络"], attention: ["attention network", "注意力网络"], endpoint: ["language model", "语言模型"], own: ["own network", "自有网络"], reader: ["", "阅读器"], analyst: ["placed by the analyst", "分析者归类"],
  analysed: ["read", "已读"], empty: ["without words", "无文字"], twin: ["folded as copies", "并入原帖的重复"], outside_window: ["outside the window", "时间范围之外"], superseded: ["older revisions", "旧版本"],
  notice: ["removal notices", "删除提示"], relay: ["passed on", "转发"], outside_view: ["outside the view", "范围之外"], official: ["", "官方"], public: ["", "公众"], expert: ["", "专家"],
  answer: ["", "回答"], comment: ["", "评论"], document: ["", "文件"], statement: ["", "陈述"], question: ["", "问句"], quotation: ["", "引述"], aside: ["", "旁白"], rebuts: ["", "反驳"], echoes: ["", "附和"],
  concedes: ["", "部分承认"], supports: ["", "支持"], reply: ["", "回复"], mention: ["", "提及"], company: ["", "公司"], country: ["", "国家"], institution: ["", "机构"], person: ["", "个人"],
  policy: ["", "政策用语"], topic: ["", "话题词"], debate: ["", "争论"], discovered: ["", "新发现"], resident: ["", "居民"], scholar: ["", "学者"], worker: ["", "从业者"], disclosed: ["", "自述"],
  either_or: ["either/or", "选择问"], yes_no: ["yes/no", "是非问"], why: ["why", "为什么"], how_see: ["how do you see", "如何看待"], open: ["open", "开放问"], news: ["news, not a debate", "新闻，不算争论"],
  few_voices: ["too few voices", "人数太少"], little_argument: ["little argument", "很少论证"], little_disagreement: ["little disagreement", "很少分歧"], excluded: ["excluded by the analyst", "分析者排除"],
  documents: ["documents", "文件集"], zhihu: ["", "知乎"], weibo: ["", "微博"], bilibili: ["", "哔哩哔哩"], xiaohongshu: ["", "小红书"], douyin: ["", "抖音"], tieba: ["", "贴吧"], douban: ["", "豆瓣"], hupu: ["", "虎扑"],
  state: ["state-led", "国家主导"], market: ["market-driven", "市场主导"], mixed: ["mixed", "两者结合"], named: ["named account", "有名账号"], anonymous: ["anonymous account", "匿名用户"], closed: ["closed account", "已注销账号"],
  unknown: ["", "未知"], day: ["", "日"], second: ["", "秒"], minute: ["", "分"], year: ["", "年"], month: ["", "月"], quarter: ["", "季"], none: ["", "无"], plain: ["", "纯文本"],
  gold_standard: ["gold standard", "质量标杆"], rival: ["", "对手"], threat: ["", "威胁"], model: ["", "榜样"], cautionary_tale: ["cautionary tale", "前车之鉴"], partner: ["", "伙伴"], saviour: ["", "救星"], victim: ["", "受害者"],
  after: ["", "在后"], before: ["", "在前"], beside: ["", "相邻"], near: ["", "附近"], comparison: ["", "比较"], measured: ["", "数量"], culture: ["", "文化"], education: ["", "教育"], environment: ["", "环境"], health: ["", "健康"],
  labour: ["", "劳动"], price: ["", "价格"], quality: ["", "质量"], technology: ["", "技术"], better: ["", "胜过"], equal: ["", "相当"], worse: ["", "不如"], disputed: ["", "质疑"], granted: ["", "认可"],
  questioned: ["", "追问"], taken_up: ["taken up", "重提"], autonomy: ["", "自主"], births: ["", "生育"], dignity_of_workers: ["dignity of workers", "劳动者尊严"], food_safety: ["food safety", "食品安全"], freedom: ["", "自由"],
  health_care: ["health care", "医疗"], housing: ["", "住房"], hukou: ["", "户口"], inequality: ["", "不平等"], jobs: ["", "就业"], national_standing: ["national standing", "国家地位"], rule_of_law: ["rule of law", "法治"],
  trust: ["", "信任"], working_conditions: ["working conditions", "劳动条件"], anger: ["", "愤怒"], anxiety: ["", "焦虑"], disillusion: ["", "失望"], hope: ["", "希望"], irony: ["", "讽刺"], pride: ["", "自豪"],
  declared: ["declared insiders", "自称业内"], "not declared": ["not declared", "未声明"], stream: ["", "来源类别"], platform: ["", "平台"], expertise: ["", "业内身份"], actor: ["", "行为者"], camp: ["", "立场"], concern: ["", "关切"],
  debate_camp: ["camp of a debate", "争论立场"], mood: ["", "情绪"], point: ["key point", "论点"], term: ["", "用语"], birth: ["", "出现"], death: ["", "沉寂"], revival: ["", "再现"], at_least: ["at least", "至少"],
  at_most: ["at most", "至多"], over: ["", "超过"], under: ["", "不到"], current: ["", "仍在使用"], official_only: ["official only", "仅官方"], public_only: ["public only", "仅公众"], revived: ["", "再现"], silent: ["", "沉寂"],
  share: ["", "占比"], money: ["", "金额"], people: ["", "人数"], count: ["", "计数"], multiple: ["", "倍数"], age: ["", "年龄"], energy_kWh: ["energy, kWh", "能量（千瓦时）"],
  zh: ["Chinese", "中文"], en: ["English", "英文"],
};

const plain = (name: string): string => name.replaceAll("_", " ");
function named(names: Named, name: string): string {
  const found = Object.hasOwn(names, name) ? names[name] : undefined;
  return found ? (language.value === "zh" ? found[1] : found[0] || plain(name)) : plain(name);
}
export const tableName = (table: string): string => (Object.hasOwn(tables, table) ? named(tables, table) : table);
export const columnName = (column: string): string => named(columns, column);

/** Columns whose cells are words of agon's and not texts of the case. */
const worded = new Set(["verdict", "judged_by", "fate", "stream", "kind", "form", "reason", "platform", "basis", "approach", "author_kind", "created_precision", "frame", "rule", "aspect", "outcome", "concern",
  "with_concern", "dimension", "group_a", "group_b", "subject_kind", "event", "scope", "emotion", "bound", "status", "leader", "grain", "side", "language", "label", "subject", "standing", "alignment", "told_by"]);
export const valueName = (column: string, value: string): string => (worded.has(column) && Object.hasOwn(values, value) ? named(values, value) : value);
