### 简报各节的文字。

## brief

brief-brief-contents = 目录
brief-brief-documents = 相关文件
brief-brief-odds-heading = 不同目标水平下的可能性
brief-brief-counties-heading = 与其他{ -units }比较

brief-annex-title = { $title }（技术附件）

## headline

brief-headline-data-cutoff =
    数据截至 { $county } 年{ -study.drivers ->
        [yes] （驱动因素至 { $drivers } 年）
       *[no] { "" }
    }
brief-headline-judged =
    { " · " }研判日期 { $year } 年 { $month } { $day } 日{ $zone ->
        [UTC] （协调世界时）
       *[other] { "" }
    }{ $missing ->
        [none] { "" }
       *[other] ，各{ -unit-short } { $missing } 年正式数据未取得
    }
brief-headline-chance = 按已公布的 { $known } 年数据测算，{ $year } 年{ $target }的可能性{ $chance }。
brief-headline-grade = { $grade }（{ $meaning }）
brief-headline-latest = 最近公布
brief-headline-reach-note = “八成把握”指有八成可能不低于该数、在该位次以内；不及最近公布数的，表示不能排除回落。金额按现价。
brief-headline-reach-fall = { $year } 年 { -ranked } 预测中位数较最近公布数 { $fall }：{ -region }共同 { $common }，本{ -unit-short } { $own }。
brief-headline-gap = 差距
brief-headline-what-moved = 预测值变动
brief-headline-marks-now = 可能性（0–100%）：● 现在
brief-headline-marks-then = 可能性（0–100%）：● 现在　○ 编制规划时
brief-headline-note-then =
    编制规划时：{ $then } 年数据，证据等级低。“预测值变动”指 { $year } 年预测值较编制规划时的变化，按{ -region }走势、本{ -unit-short }自身{ -study.bases ->
        [yes] 、口径调整分列
       *[no] { "" }两项分列
    }。
brief-headline-other-roster = { $target }，按{ $members }排名：编制规划时{ $then }，现在{ $now }。
brief-headline-now = { $year } 年{ $rank }，共{ "\u00A0" }{ $members }
brief-headline-above = { $year } 年已超 { $amount } { -money }
brief-headline-short = { $year } 年尚差 { $amount } { -money }
brief-headline-note =
    色带由深至浅，实际值落入的可能性依次为五成、八成、九成；灰色为{ -region }{ $place }及其五成、八成区间。{ -study.bases ->
        [yes] 竖虚线处口径调整，前后数值不可比。
       *[no] { "" }
    }
brief-headline-fan-title-later = 预计 { $last } 年 { -ranked } 约 { $later } { -money }（中位数），{ $place }约 { $rank_value } { -money }
brief-headline-fan-title = 预计 { $year } 年 { -ranked } 约 { $value } { -money }（中位数），目标 { $threshold } { -money }；{ $last } 年约 { $later } { -money }，届时{ $place }约 { $rank_value } { -money }
brief-headline-reach-caption = { $last } 年 { -ranked } 不低于 { $level } { -money }、位次保持在{ $rank }以内，各有八成把握{ $side ->
        [worse] （均不及 { $known } 年）
       *[other] { "" }
    }
brief-headline-page-title = { $plan }目标可达性研判
brief-headline-dropped-suffix = 规划
brief-headline-verdict = { $needed }；{ $base_rate }。
brief-headline-even-odds = 五成把握
brief-headline-80-percent = 八成把握

## revision

brief-revision-label = 变动原因
brief-revision-bridge-note = 空心点为编制规划时的中位预测，实心点为现在的；横条依次为各部分的作用（连乘，取整后略有出入），虚线为目标。
brief-revision-odds-note = 横短线为模拟误差的 95% 界限。编制规划时证据等级低，故并列仅凭先验的结果。
brief-revision-odds-title = 三项目标中可能性最大的，编制规划时{ $first }，现在{ $second }
brief-revision-odds-peak = ；按 { $year } 年数据曾达{ $chance }
brief-revision-odds-path-note = 空心点为编制规划时，实心点为其后；竖短线为模拟误差的 95% 界限。
brief-revision-column-data = 所用数据
brief-revision-odds-by-origin-caption = { $target_year } 年目标的可能性，按当时可得数据
brief-revision-now = 现在
brief-revision-median-then = 编制时中位数
brief-revision-median-now = 现在中位数
brief-revision-table-note =
    各项影响按连乘合计。共同：实际与预期增速之差；本{ -unit-short }：相对{ -region }的增速{ -study.bases ->
        [yes] ；换口径：改用新口径的一次性影响。
       *[no] 。
    }位次不受{ -region }共同因素影响。
brief-revision-table-caption = { $year } 年中位预测的变动及其分解
brief-revision-100m-yuan = { -money }
brief-revision-evidence = { $then } 年可用的增速仅有 { $years } 个年份，当时的判断主要依据预设假定（先验），证据等级为低；仅用先验的结果一并列出，供对照。
brief-revision-bridge-title = { $year } 年预测中位数与目标相比：{ $gaps }
brief-revision-below-target = { $variable }低 { $amount } { -money }
brief-revision-above-target = { $variable }高 { $amount } { -money }
brief-revision-heading = { $year } 年 { -ranked } 预测值由编制规划时的 { $then } { -money }调整为 { $now } { -money }：{ $parts }

## scenarios

brief-scenarios-label = 情景比较
brief-scenarios-note = 点为中位数，粗线为五成区间，细线为八成区间；点虚线为基准情景 { $year } 年中位数，橙色虚线为目标。
brief-scenarios-heading-plan-path = ；假定规划增速如期实现，则为 { $list } { -money }、{ $ranks }
brief-scenarios-title-none = 除基准情景和规划路径外，没有可计算的情景
brief-scenarios-title = 规划路径之外，{ $year } 年 { -ranked } 中位数比基准情景最高的是{ $best }（{ $high }），最低的是{ $worst }（{ $low }）
brief-scenarios-levels-caption = { -ranked-label }（{ -money }）：中位数与八成区间
brief-scenarios-ranks-caption = { -region }位次：中位与八成区间
brief-scenarios-outcomes-caption = 各情景 { $year } 年的中位预测及与基准情景之差
brief-scenarios-outcomes-note = 各数下方为与基准情景之差；不足 0.5% 或不足一位的，视为无明显影响。
brief-scenarios-no-effect = 无明显影响
brief-scenarios-column-scenario = 情景
brief-scenarios-levels-note = 无区间的数值为情景设定值。
brief-scenarios-caption = 各情景下三项目标的可能性
brief-scenarios-tail = 按基准情景测算，同方向偏离达到或超过该假设的可能性{ $share }。
brief-scenarios-tail-central = 该假设接近基准情景路径的中部。
brief-scenarios-as-baseline = 同基准
brief-scenarios-odds-note = “同基准”指与基准情景之差不超过两倍模拟误差；各情景均与基准无差别的年份不列。
brief-scenarios-refused = 条件过远，不予计算：有效样本仅为 { $share }，预测中几乎没有这样的路径。
brief-scenarios-heading = { $count } 种情景（含基准，不含规划路径）下，{ $year } 年 { -ranked } 中位数为 { $medians } { -money }，位次中位数为{ $ranks }
brief-scenarios-rank-to = 至

## mixture

brief-mixture-weights-vary = { $name }，{ $odds }（权重变动时为 { $inner }）
brief-mixture-column-one-cell-alone = { $year } 年单取一种情形
brief-mixture-caption = 加权混合概率：{ $weights }
brief-mixture-note = 括号内为权重不确定时的九成区间。{ $statement }
brief-mixture-sentence = { $weights }互不重叠、涵盖全部情形，可按权重综合（{ $shares }；性质：{ $kinds }）。综合后，{ $year } 年各目标的可能性：{ $odds }。

## assumptions

brief-assumptions-column-scenario-series = 情景与变量
brief-assumptions-column-years = 年份
brief-assumptions-column-whose-word = 性质
brief-assumptions-note = 增速为年增速；括号内为不确定范围，“±”后为一个标准差。依据全文见各情景的笔记本。
brief-assumptions-caption = 各情景的假设及其性质
brief-assumptions-to = { $value }（{ $low } 至 { $high }）

## required

brief-required-label = 所需增速
brief-required-column-target-years = 目标与年份
brief-required-column-from-to = 由 → 到（{ -money }）
brief-required-column-single-years = 单年达到
brief-required-column-whole-spans = 整段达到
brief-required-note =
    “单年达到”为面板中达到该增速的次数与总数；“整段达到”为连续同样年数的平均增速达到者，面板年份不足时为“—”。进位所需增速按目标位次保持最近公布水平测算，为最低要求。{ -study.bases ->
        [yes] 均在同一口径内计算。
       *[no] { "" }
    }
brief-required-caption = 所需增速与历史上达到的次数
brief-required-reconciled = “单年达到”与可能性口径不同：前者统计所有{ -units }历年的单年增速，包括高增长年份；后者以本{ -unit-short }现状和预测为起点，指目标年当年仍在目标之上。
brief-required-rank-too-few-paths = 达到该水平的路径太少，届时位次的可能性不可计算。
brief-required-rank-given-gdp = 即使 { $year } 年 { -ranked } 达到目标水平，同时进入前 { $rank } 位的可能性{ $odds }：其他{ -units }也在增长。
brief-required-some-did = { $cases } 次中有 { $hits } 次做到
brief-required-none-did = { $cases } 次中没有一次做到
brief-required-heading = { $target }须{ $growth }，{ $done }
brief-required-heading-later = ；到 { $year } 年，当年在目标之上的可能性{ $chance }

## attainable

brief-attainable-column-confidence = 把握
brief-attainable-reach-table-caption = 在给定把握下可达到的水平和位次
brief-attainable-revenue = { -linked }（{ -money }）
brief-attainable-rank =
    位次
    { $members }
brief-attainable-title = 到 { $last } 年，{ -linked-label }中位预测 { $median } { -money }，八成区间 { $low }–{ $high } { -money }；目标线 { $goal } { -money }
brief-attainable-column-reached-2030 = { $year } 年前达到过
brief-attainable-note = “达到过”指该年及以前任一年份曾经达到，之后可能回落，故高于当年仍在目标之上的可能性。45% 至 55% 称大约各半，55% 以上称过半。
brief-attainable-passage-table-caption = 各项目标何时过半
brief-attainable-about-even = { $year } 年大约各半
brief-attainable-not = { $last } 年前不过半
brief-attainable-likelier-than-not-be = 到 { $year } 年曾经达到的可能性过半
brief-attainable-about-even-be-reached = 到 { $year } 年曾经达到的可能性大约各半
brief-attainable-chance-by = 到 { $last } 年曾经达到的可能性{ $chance }

## reverse-stress

brief-reverse-stress-column-odds = 可能性
brief-reverse-stress-column-growth-needed =
    须年均增长
    （现预测）
brief-reverse-stress-column-done-before = 历史上做到
brief-reverse-stress-column-whom-fastest = 由谁做到（最快者）
brief-reverse-stress-note =
    仅本{ -unit-short }加快增长、其他{ -units }按预测增长{ -study.bases ->
        [yes] ；年均增速按同一口径。
       *[no] 。
    }位次的门槛随各{ -unit-short }变动。“历史上做到”为面板中同样年数（或最长可得年数）的窗口中达到者与总数。
brief-reverse-stress-caption = 不同把握程度所需的年均增速
brief-reverse-stress-year-windows = { $years } 年窗口
brief-reverse-stress-nobody = 无
brief-reverse-stress-out-of-reach = 仅靠外部环境好转，达标可能性到不了五成：预测路径中共同部分如此有利的，占比不超过 { $share }。
brief-reverse-stress-favourable = 有利
brief-reverse-stress-unfavourable = 不利
brief-reverse-stress-even-odds = { $list }时，达到与否各半；外部环境至少如此{ $side }的路径占 { $share }。
brief-reverse-stress-series-growth = { $name }{ $when } { $fast }（现预测 { $usual }）
brief-reverse-stress-period = { $first }—{ $last } 年平均每年

## ranking

brief-ranking-label = 位次
brief-ranking-heading = 位次由 { $base_year } 年的{ $base }到 { $year } 年的{ $now }；到 { $last } 年，八成区间为{ $low }至{ $high }
brief-ranking-heading-now = { $year } 年居{ $now }；{ $last } 年八成区间为{ $low }至{ $high }
brief-ranking-path-title = { $last } 年位次中位数在{ $median }，目标为 { $goal } 年前 { $threshold } 位
brief-ranking-path-note = 全部{ -units }。由深至浅三层色带，依次为五成、八成、九成区间。
brief-ranking-path-note-brief = 色带含义同首图。
brief-ranking-histogram-title = 到 { $last } 年进入前 { $threshold } 位的可能性{ $number }
brief-ranking-histogram-note = 每根竖线为该位次的概率，同一刻度；虚线左侧为目标位次。
brief-ranking-column-ranked = 排名范围
brief-ranking-column-median =
    { $year } 年中位
    八成区间
brief-ranking-column-top-2030 = { $year } 年前 { $threshold } 位
brief-ranking-rank-table-caption = 两种排名范围下的位次
brief-ranking-strip-title = { $year } 年 { -ranked } 若为 { $threshold } { -money }，位次为{ $rank }
brief-ranking-strip-note = 每点为一个{ -units }{ $year } 年公布的 { -ranked }。
brief-ranking-column-ahead = { $year } 年本{ -unit-short }居其前
brief-ranking-neighbour-table-caption = 与邻近位次各{ -units }相比，本{ -unit-short }居前的可能性

## sensitivity

brief-sensitivity-label = 假设及其影响
brief-sensitivity-note = { $year } 年的可能性。每次只改一项假设，其余与随机冲击都相同；竖线为现模型，点为改动之后。为省时用较少的路径计算，与正文可相差约一个百分点。
brief-sensitivity-unchanged = { $name }（仍为 { $after }）
brief-sensitivity-change = { $name }（由 { $before } 变为 { $after }）
brief-sensitivity-range = { $target }为 { $low } 至 { $high }
brief-sensitivity-column-assumption-changed = 假设改为
brief-sensitivity-caption = 各项假设对 { $year } 年可能性的影响
brief-sensitivity-assumption-term = 影响最大的假设
brief-sensitivity-scenario-term = 影响最大的情景
brief-sensitivity-new-figures-term = { $year } 年公布数
brief-sensitivity-new-figures = 公布后即可判定 { $year } 年各项目标是否实现；将公布数录入数据表并重新运行，本研判随之更新。
brief-sensitivity-census-term = { $census } 年起的口径
brief-sensitivity-census = 下一次换口径将修订 { $census } 年起的数字，水平和位次都可能一次性变动；预测已包含这一步，其大小不可预知。
brief-sensitivity-largest-title = 对 { $year } 年{ $target }的可能性影响最大的假设是{ $change }
brief-sensitivity-heading = 换用其他假设，{ $year } 年的可能性：{ $ranges }
brief-sensitivity-scenario-change = { $scenario }：{ $year } 年{ $target }的可能性由基准的 { $before } 变为 { $after }（规划路径除外）。

## record

brief-record-label = 可信程度
brief-record-no-record = 本次运行没有历史检验
brief-record-figure-title = 九成区间的实际覆盖率，按提前年数
brief-record-note = 实心点为美国各州，竖线为其区间；空心菱形为山西各县；橙线为应有的覆盖率。{ $sample_size }
brief-record-flags = 更正 { $corrected } 个，存疑 { $doubtful } 个（保留），剔除不用 { $excluded } 个
brief-record-panel = 共用 { $cells } 个公布数，其中{ $touched }。
brief-record-revenue = { -linked }
brief-record-column-max-r-hat = R-hat 最大
brief-record-caption = 收敛检验（各拟合中最差的部分）
brief-record-unknown-term = 尚未掌握
brief-record-unknown =
    { $last } 年以后各{ -unit-short }数据{ -study.drivers ->
        [yes] ；{ $drivers } 年的驱动因素已计入。
       *[no] 尚未公布。
    }
brief-record-omitted-term = 未列入模型
brief-record-omitted = 基准预测未计入单个项目的投产与停产、政策变动、区划调整；情景中的项目按台账逐项判断计入。
brief-record-change-term = 可能改变结论的因素
brief-record-change =
    本{ -unit-short }新公布的数据{ -study.bases ->
        [yes] 、换口径
       *[no] { "" }
    }，以及{ -region }增速的大幅变动；越接近 { $last_year } 年，越取决于对长期增速的假定。

## readings

brief-readings-label = 全部目标与口径
brief-readings-heading =
    规划 { $states } 项目标中，{ $number } 项可测算{ $met ->
        [0] { "" }
       *[other] ，{ $met } 项已实现
    }{ $missed ->
        [0] { "" }
       *[other] ，{ $missed } 项未实现
    }{ $rest ->
        [0] { "" }
       *[other] ，{ $rest } 项缺少数据或不可计算
    }
brief-readings-note = 标“主”者为首页所用口径。没有数据的目标不作估计。
brief-readings-scoreboard-caption = 规划全部目标（按主要口径）
brief-readings-unanswered = 无数据或不可计算：{ $names }。
brief-readings-all-targets-caption = 全部目标的可能性或结论
brief-readings-written = 按原文
brief-readings-main = { $name }（主）
brief-readings-gdp-revenue-together = { -ranked } 与{ -linked }同时达到
brief-readings-gdp-revenue-top-30 = { -ranked }、{ -linked }与前 { $rank } 位同时达到
brief-readings-top-30-if-gdp = 若 { -ranked } 达到，前 { $rank } 位也达到
brief-readings-column-one-same-world = 同一情形下
brief-readings-joint-table-caption = 几项目标同时达到的可能性
brief-readings-agreement-term = 水平与增速是否一致
brief-readings-agreement = 若年均增速按不变价理解，则年均平减指数上涨 { $rate }% 时，水平目标与增速目标一致。

## sources

brief-sources-note =
    { $rest ->
        [0] { "" }
       *[other] 其余 { $rest } 个来源见 tables/sources_used.csv。
    }
brief-sources-column-rows = 数据行
brief-sources-heading =
    { $count ->
        [1] 数据出自同一来源
       *[other] 数据来自 { $count } 个来源，{ $share } 的数据行出自同一份面板数据
    }
brief-sources-caption = 主要数据来源
brief-sources-label = 数据来源

## method

brief-method-label = 方法
brief-method-heading = 模型由 { $count } 项构成
brief-method-term-common = 共同增长
brief-method-text-common = g(t) = m(t) + ρ·[g(t−1) − m(t−1)] + Σ b(j,l)·[x(j,t−l) − m(j,t−l)] + e(t);  m(t+1) = μ + r·[m(t) − μ] + u(t)。g 为{ -region }（及各驱动因素）的对数增速，围绕均值 m 波动，m 逐年回归长期值 μ；x 为其他序列当年及上年值；e 服从 t 分布。
brief-method-term-unit = 各{ -unit }增长
brief-method-text-unit = Δy(i,t) = g(t) + δ(t) + λ·s(i)·z(t) + p(k,t) + q(t)·s(i) + α(i) + a(i,t) + ε(i,t)。δ 为各{ -units }平均差异；s 为产业结构与均值之差，z 为驱动因素；p、q 为同组或同结构单位的共同冲击；ε 服从 t 分布，幅度为 σ(i)·exp[v(t)]，v 为各单位共同的年度波动，服从一阶自回归。统计口径调整年份另加一次性变动 B(i)。
brief-method-term-slow = 长期与缓变部分
brief-method-text-slow = a(i,t) = φ·a(i,t−1) + η(i,t);  α(i) ~ N(0, ω²)。两者以卡尔曼滤波积分消去。
brief-method-term-linked = 第二变量
brief-method-text-linked = Δr(i,t) = c + a·g(t) + b·[Δy(i,t) − g(t)] + h·s(i)·z(t) − κ·[r − y − θ(i)](t−1) + d(t) + u(i,t)。其增速随第一变量变动，共同部分与自身部分弹性各异，并向常态比例回归；冲击服从 t 分布。
brief-method-term-rank = 位次
brief-method-text-rank = 在每条模拟路径内与全部{ -units }排序得出，共同变动相互抵消。
brief-method-term-chance = 可能性
brief-method-text-chance = p = 达到目标的路径数 / 全部路径数，模拟误差按有效抽样数计算。
brief-method-column-median = 后验中位数
brief-method-column-range = 90% 区间
brief-method-caption = 参数的先验与后验
brief-method-note = 增速及尺度单位为对数点/年；持续性与弹性无量纲。N(均值, 标准差)，m 为样本均值；HN(标准差)为半正态；LN(中位数, 对数标准差)；TN 为限定范围的正态；Beta(a, b)；= 为固定值；横线为无单独先验。理由与来源见该研究的先验文件。
