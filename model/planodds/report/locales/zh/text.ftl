### 几处共用的句子：所需增速、历史检验、情景差异、出处。

## base-rates

text-base-rates-column-asked = 要求
text-base-rates-column-years = 窗口年数
text-base-rates-column-done = 达到次数
text-base-rates-column-share = 占比（95% 区间）
text-base-rates-column-apart = 不重叠窗口
text-base-rates-caption = 历史频率：历史上同等年限内达到的比例
text-base-rates-note =
    { -study.bases ->
        [yes] 增速只在同一口径内计。
       *[no] { "" }
    }位次只计当时位次低于所需升幅的单位。面板不够长时取最长的窗口。区间以不重叠的窗口为独立单位；只有一个窗口时不给占比，各窗口全部达到或全部未达到时不给区间。
text-base-rates-rise-places = 上升 { $places } 位
text-base-rates-year = 年均 { $rate }

## peers

text-peers-column-rank-median-80-percent =
    { $year } 年位次
    中位（八成区间）
text-peers-column-we-lead =
    { $year } 年
    本{ -unit-short }居前
text-peers-caption = 与邻近位次及同{ -group }各{ -units }相比
text-peers-note = “本{ -unit-short }居前”为本{ -unit-short }当年 { -ranked } 大于该{ -unit-short }的可能性；全部{ -units }一并排序。
text-peers-county = { $name }（本{ -unit-short }）

## phrases

text-phrases-growth-one-year = 一年增长 { $rate }
text-phrases-growth-years = { $years } 年年均增长 { $rate }
text-phrases-needed = { $variable }须在 { $from_year } 年 { $start } { -money }的基础上{ $growth }
text-phrases-never-reached =
    各{ -units }历年{ -study.bases ->
        [yes] 同口径
       *[no] { "" }
    }增速共 { $cases } 个，无一达到
text-phrases-times-reached =
    各{ -units }历年{ -study.bases ->
        [yes] 同口径
       *[no] { "" }
    }增速共 { $cases } 个，{ $hits } 个达到
text-phrases-published = （公布 { $text } { -money }）
text-phrases-about = 约 { $number }
text-phrases-at-least = 达到
text-phrases-down = 退 { $places } 位
text-phrases-up = 进 { $places } 位

## plausibility

text-plausibility-refused-paths = 条件过远，不予计算：预测中几乎没有这样的路径，有效样本仅占 { $percent }。
text-plausibility-refused-judgements = 判断过远，不予计算：对现有路径无论怎样加权，都不能同时满足这些判断。
text-plausibility-refused-weights = 判断过远，不予计算：加权后有效样本仅占 { $percent }（KL 散度 { $distance }）。
text-plausibility-unconditional = 不对预测路径附加条件。
text-plausibility-tail = 按基准情景测算，同方向偏离达到或超过该假设的可能性{ $tail }。
text-plausibility-tail-and-sample = 按基准情景测算，同方向偏离达到或超过该假设的可能性{ $tail }；重新加权后有效样本占 { $share }。
text-plausibility-tilted = 判断只改变各路径的权重：与原权重的 KL 散度为 { $distance }，有效样本占 { $share }。
text-plausibility-projects = 台账项目到 { $year } 年平均使{ -ranked-label }增加 { $gross }，其中超出常态的 { $excess } 计入，其余已包含在常年增速之中。
text-plausibility-farthest = 其中最远的是 { $year } 年{ $assumption }{ $distance }：{ $remedy }。
text-plausibility-condition = { $series }{ $measure }
text-plausibility-mean = { $series }{ $measure }的均值
text-plausibility-probability = { $series }{ $measure }的事件概率
text-plausibility-distance = ，距基准 { $distance } 个标准差
text-plausibility-loosen-condition = 可放宽其标准差、移近基准，或减少固定的年份
text-plausibility-loosen-judgement = 可将其移近基准，或删去该项判断

## provenance

text-provenance-quick-run-too-few = ：快速试算，抽样不足
text-provenance-convergence-gate-was-missed = ：未通过收敛检验
text-provenance-run-not-complete = ：运行不完整
text-provenance-edition = 版次
text-provenance-made = 生成时间
text-provenance-commit = 代码提交
text-provenance-model-source = 模型源码
text-provenance-data-hashes = 数据摘要
text-provenance-seed = 随机种子
text-provenance-draws = 抽样设置
text-provenance-versions = 软件版本
text-provenance-missed = 有 { $count } 项未通过，名单见 manifest.json
text-provenance-missed-all = 未通过
text-provenance-outside-repository = 不在版本库内
text-provenance-uncommitted-changes = （有未提交的改动）
text-provenance-not-for-decisions = 不得用于决策 NOT FOR DECISIONS

## difference

text-difference-say-same = { $first } 与 { $second } 没有不同。
text-difference-only = 仅 { $name } 有，
text-difference-nothing = 不设定
text-difference-whose-word = 依据
text-difference-before-first-unknown-year = 首个未知年份之前
text-difference-and = 、
text-difference-readings = 读法
text-difference-title = 项目台账，常态增速
text-difference-project = 项目“{ $name }”
text-difference-ramp = 投产进度
text-difference-chance-being-built = 建成可能性
text-difference-narratives-differ = 叙述不同
text-difference-heading = { $first }（{ $first_label }）与 { $second }（{ $second_label }）有 { $count } 处不同：
text-difference-both = { $first } 为{ $old }，{ $second } 为{ $new }
text-difference-unknown-years = 第 { $years } 个未知年份
text-difference-cited = 仅 { $name } 引用：{ $sources }

## record

text-record-headline =
    九成区间的实际覆盖率：以美国各州检验，水平平均 { $level }，相对部分 { $low }–{ $high }；{ $home ->
        [0] 山西尚无可检验的年份
       *[other] 以山西各县检验，水平 { $home_low }–{ $home_high }，年份少，尚难定论
    }
text-record-reliability-none = 没有预测可能性为三成左右的事件。
text-record-panel-range = { $panel } { $low }–{ $high }
text-record-other-panels = 其他检验数据上，九成区间对水平的覆盖率：{ $list }。
text-record-lowest-bin = 山西可检验年份少，故用年份较长的美国各州人均收入检验方法：预测可能性不足 { $high } 的 { $events } 次，实际发生 { $hits } 次，占 { $share }。
text-record-reliability = 美国各州的检验中，预测可能性约 { $forecast } 的 { $events } 次，实际发生 { $hits } 次，占 { $share }（九成区间 { $low }–{ $high }）{ $side }。
text-record-worst-bin =
    与实际差距最大的一组：预测可能性约 { $forecast } 的 { $events } 次，实际发生 { $hits } 次，占 { $share }{ $side ->
        [none] { "" }
       *[other] （九成区间 { $low }–{ $high }）{ $side }
    }。
text-record-home-coverage = 山西各县：提前 1 至 { $years } 年预测，水平落入九成区间的分别为 { $held }（各有 { $origins } 个起点，以 { $origin } 年为起点的最差，仅 { $worst }），{ $side ->
        [below] 低于应有的九成，但
       *[mixed] { "" }
    }起点太少，不作判定。
text-record-in-line = ，与预测之差在抽样误差之内
text-record-coverage = 九成区间的实际覆盖率，相对全国的部分为 { $low }–{ $high }（提前 1 至 5 年），水平平均为 { $mean }（九成区间 { $inner }–{ $outer }）；最差的起点为 { $origin } 年，水平的覆盖率仅 { $worst }。
text-record-skill-better = 水平预测的误差明显小于{ $better }
text-record-skill-similar = 与{ $similar }相比，差别不足以区分
text-record-skill-worse = 明显不如{ $worse }
text-record-untuned-none = 尚无从未用于调整的起点。
text-record-model-choice-none = 正文采用本模型；组合预测尚无检验记录。
text-record-criteria = 事先确定的 { $total } 项标准中，优秀 { $excellent } 项，达到下限 { $minimum } 项，未达到 { $missed } 项；逐项列示，包括未达到的。
text-record-sample-size = 检验用美国各州 1929—2009 年人均收入，共 { $origins } 个起点，互不重叠的五年窗口只有 { $n_eff } 个；同一起点的各州同受全国走势影响，对共同部分只算一次检验。
text-record-less-often = ，低于预测
text-record-more-often = ，高于预测
text-record-untuned-origins = 在从未用于调整的 { $count } 个起点（1999 年以后）上，误差较自身趋势外推的减幅，提前 1 年起依次为{ $reductions }（负数为误差增大）；检验次数少，不足以定优劣。
text-record-model-choice = 正文采用{ $model }：组合预测与本模型相比，水平误差{ $level }（变动的九成区间 { $low } 至 { $high }），相对部分误差{ $relative }，位次事件误差{ $event }；事先定下的规则是，水平误差在整个区间内都减小、且相对部分和位次事件都不变差，才采用组合预测，{ $verdict }。
text-record-error-less = 减小 { $share }
text-record-error-more = 增大 { $share }
text-record-rule-met = 现已满足
text-record-rule-not-met = 现未满足
text-record-no-independent-test = 同一普查口径内尚无可检验的年份。
text-record-independent-tests = 同一普查口径内，提前 { $first } 年的预测只有 { $first_origins } 个起点可检验，提前 { $last } 年的只有 { $last_origins } 个；同一起点的各单位同受全省走势影响，对共同部分只算一次检验。样本过少，不据此判定模型优劣。

## Parameters of the common block

text-parameter-mean = { $series }平均增速
text-parameter-start = 样本起点的{ $series }平均增速
text-parameter-anchor = { $series }长期平均增速
text-parameter-innovation = { $series }平均增速的年度变动幅度
text-parameter-persistence = { $series }偏离均值的持续性
text-parameter-scale = { $series }年度意外变动幅度
text-influence-direct = { $first }对同年{ $second }的影响
text-influence-lagged = { $first }对次年{ $second }的影响
text-parameter-excess-start = 样本起点的{ $series }平均增速与上级之差
text-parameter-excess-anchor = { $series }长期平均增速与上级之差
text-parameter-excess-innovation = { $series }平均增速与上级之差的变动
