### 各笔记本的表格和说明。

## ablation

notebook-ablation-no-record = 数据目录中没有各项取舍的记录；可用 make ablation 生成。
notebook-ablation-made = 记录生成于 { $made }，所用先验的校验值为 { $priors }。
notebook-ablation-outdated = 此后先验已有改动：下表为改动前的结果，请用 make ablation 重新生成。
notebook-ablation-column-left-out = 去掉的项
notebook-ablation-column-change-held-out-log = 样本外对数得分的变化
notebook-ablation-column-90-percent-coverage = 九成区间覆盖率
notebook-ablation-note = 对数得分为样本外整个截面的联合预测密度之和，负值表示去掉后变差，±为计算误差；覆盖率、可能性为去掉该项后的数值。一次性跳升为另加，政策年份为放开。
notebook-ablation-caption = 去掉各项的影响
notebook-ablation-coverage = 现行模型的九成区间覆盖率：全省增速 { $province }（{ $province_tests } 个起点）、各县相对GDP { $relative_gdp }（有效检验 { $relative_gdp_tests } 次）、普查修订年份 { $census_gdp }（1 次普查）、各县相对收入 { $relative_revenue }（{ $relative_revenue_tests } 次）。检验次数很少，未据此调整任何参数。
notebook-ablation-revenue = 收入的年度共同影响（对数百分点）：{ $listed }；2022、2024 年为政策年份，与其他年份无明显差别。超出自身波动幅度 2.5 倍的冲击占 { $share }，次年回落 { $given_back } ± { $given_back_error }（{ $cases } 例）。

## compare

notebook-compare-nothing-earlier = 这是编制规划时的信息，没有更早的可比。
notebook-compare-failed = 未能完成的情景：
notebook-compare-baseline-failed = 基准情景未能完成，无从比较。未能完成的情景：

## holdout

notebook-holdout-column-panel = 面板
notebook-holdout-column-held-90-percent-band = 九成区间覆盖率
notebook-holdout-column-over-own-drift = 较自身趋势
notebook-holdout-column-over-pooled-drift = 较合并趋势
notebook-holdout-shanxi-caption = 山西与美国各州并列：本模型的检验
notebook-holdout-shanxi-note = 山西的全部起点都未用于任何调整，起点太少，只作展示，不作评定。位次一行的对照为“位次不变”，列在“较自身趋势”。“给定全省走势”是在给定实际全省走势时只看相对部分。
notebook-holdout-column-origins = 起点数
notebook-holdout-column-rivals = 对照 CRPS
notebook-holdout-column-skill = 改进
notebook-holdout-edition-scores-caption = 本期预测在历史起点上的得分（CRPS 为对数点，位次为位，越小越好）
notebook-holdout-edition-scores-note = 右三列为区间覆盖率。起点数即有效检验次数。本表按本期的抽样计算，存档的历史检验另行抽样，两者可相差一两个百分点。
notebook-holdout-column-origin = 起点
notebook-holdout-column-units = 单位数
notebook-holdout-column-energy-score = 能量评分
notebook-holdout-column-over-two-apart = 较分别预测
notebook-holdout-joint-table-caption = GDP 与收入的联合得分（对数点，越小越好）

## data

notebook-data-column-published = 公布数
notebook-data-published-note =
    { -study.bases ->
        [yes] 增速只在同一口径内计算。
       *[no] { "" }
    }数值单位为{ -money }。
notebook-data-published-caption = 本{ -unit-short }公布数与位次
notebook-data-published-summary = { -ranked } 由 { $base } 年的 { $first } { -money }到 { $last } 年的 { $second } { -money }，{ -region }位次由 { $base } 年的{ $first_rank }到 { $ranked } 年的{ $second_rank }；规划目标自 { $base } 年起须年均增长 { $needed }%（现价）。
notebook-data-growth-percent = 增速（%）
notebook-data-gdp-30th-place = { $place }的 { -ranked }
notebook-data-title = { $year } 年本{ -unit-short }居{ $value }；{ -ranked } 若为 { $level } { -money }，当年可居{ $rank }
notebook-data-strip-note = 每点为一个{ -units }{ $year } 年公布的 { -ranked }，按位次排列。
notebook-data-column-reading = 口径
notebook-data-column-years = 起止年份
notebook-data-column-from = 由（{ -money }）
notebook-data-column-to = 到（{ -money }）
notebook-data-column-county-years-did = 达到次数
notebook-data-required-growth-caption = 各项目标所需增速，与历史上达到的次数
notebook-data-required-growth-note = 进位所需增速按目标位次保持最近公布水平测算，为最低要求。
notebook-data-of = { $hits }／{ $cases }
notebook-data-column-order = 正常
notebook-data-quality-summary = { $cells } 个数据中，{ $out } 个不用于拟合。
notebook-data-column-rows = 行数
notebook-data-sources-note = 其余 { $rest } 个来源见 sources_used.csv。
notebook-data-sources-caption = 主要数据来源

## model

notebook-model-column-refitted = 重拟合
notebook-model-yes = 是
notebook-model-no = 否
notebook-model-gate = { $count } 个部分中 { $good } 个通过收敛检验。
notebook-model-diagnostics-caption = 收敛检验
notebook-model-column-parameter = 参数
notebook-model-column-growth-year = 年增速
notebook-model-learning-title = 数据提供信息最多的是：{ $most }；最少的是：{ $least }
notebook-model-learning-note = 灰条为先验 90% 区间，线段和圆点为后验 90% 区间和中位数。线段与灰条等长，表示数据未提供信息。
notebook-model-learning-axis = 与先验均值之差（先验标准差的倍数）
notebook-model-outlook-caption = 共同路径：中位数与八成区间
notebook-model-no-prior = 本期没有仅用先验的拟合。
notebook-model-column-quantity = 数量
notebook-model-column-prior = 先验
notebook-model-column-from = 下限
notebook-model-column-to = 上限
notebook-model-prior-summary = { $count } 项中 { $inside } 项在事先设定的范围内。
notebook-model-prior-predictive-caption = 先验预测检验
notebook-model-column-observed = 实际
notebook-model-posterior-summary = { $count } 项中 { $within } 项落在模型九成区间内。
notebook-model-posterior-predictive-caption =
    后验预测检验：相对增速{ -study.linked ->
        [yes] 、{ -linked }占{ -ranked }比重
       *[no] { "" }
    }
notebook-model-column-assumption = 假设
notebook-model-note = 每次只改一项假设，其余与冲击相同。去除各{ -unit-short }的共同冲击，即把每个{ -unit-short }的路径各自打乱，单个{ -unit-short }的分布不变。
notebook-model-sensitivity-caption = 可能性对假设的敏感度

## reverse-stress

notebook-reverse-stress-caption = { $variable }不同水平的可能性：{ $name }

## scenario

notebook-scenario-column-series = 序列
notebook-scenario-column-measure = 量度
notebook-scenario-column-uncertainty = 不确定性
notebook-scenario-column-kind = 性质
notebook-scenario-assumptions-caption = 假设及其依据
notebook-scenario-summary =
    情景：{ $name }。数据截至 { $county_to } 年{ -study.drivers ->
        [yes] ，驱动因素截至 { $drivers_to } 年。
       *[no] 。
    }
notebook-scenario-refused = 条件过远，不予计算。
notebook-scenario-odds-table-caption = 各项目标的可能性：{ $name }
notebook-scenario-odds-table-note = 概率之下为历史频率：面板中同样长度（不够长时取最长）的窗口达到所需增速或升幅的次数；只有一个窗口的不列。
notebook-scenario-fan-title = { $name }：{ $variable } { $first_year } 年中位 { $first_median } { -money }，{ $last_year } 年中位 { $last_median } { -money }，八成区间 { $q10 }–{ $q90 } { -money }
notebook-scenario-rank-title = { $name }：{ $last } 年位次中位为{ $median }，八成区间为{ $low }至{ $high }
notebook-scenario-rank-note = 每根竖线为该位次的概率；虚线左侧为前 { $rank } 位。
notebook-scenario-passage-caption = 各项目标何时可能达到
notebook-scenario-column-ahead = { $year } 年本{ -unit-short }居前
notebook-scenario-neighbours-caption = 本{ -unit-short }居于各邻近{ -units }之前的可能性

## missing

notebook-missing-caption = 尚无测算结果的目标所缺数据
notebook-missing-note = 示例为文件中的一行。补充三个以上年度数据，改写数值、来源和备注后重新运行即可。
notebook-missing-column-series = 指标
notebook-missing-column-figures = 年度数据
notebook-missing-column-file = 文件
notebook-missing-column-example = 示例
notebook-missing-figures = 已有 { $found } 个，至少需 { $needed } 个

## record

notebook-record-reliability-note = 曲线为实际频率对预测概率的回归，灰带为预测完全可靠时曲线的九成区间（按事件相互独立计，偏窄）；圆圈为分组，旁注发生次数/总次数；下方短柱为各预测概率的频次。
notebook-record-column-forecast-probability = 预测概率
notebook-record-column-mean = 平均
notebook-record-column-times = 次数
notebook-record-column-observed-frequency = 发生
notebook-record-column-share = 占比
notebook-record-column-90-percent-interval = 九成区间
notebook-record-reliability-bins-table-caption = “进入前 12 位”：预测概率与实际频率
notebook-record-reliability-bins-table-note = 只计起点时距第 12 位不超过 6 位的州，提前 1 至 5 年合计；区间按起点整体重抽。
notebook-record-coverage-note = 实心点为美国各州，竖线为按起点重抽的九成区间；空心菱形为山西各县（起点太少，不给区间）；橙线为应有的 90%，灰带为 86%–94%。
notebook-record-column-interval-90-percent = 90% 的区间
notebook-record-held-table-caption = 美国各州：区间覆盖率
notebook-record-skill-note = 点为提前 1 至 5 年的平均，竖线右侧为优于对照；横线为按起点重抽的九成区间，实心表示区间不含零。
notebook-record-column-y = { $horizon } 年
notebook-record-column-log-score-gained = 对数得分
notebook-record-column-worst-origin-1-y = 最差起点（1 年）
notebook-record-skill-table-caption = 水平：误差（CRPS）较各对照的减幅，按提前年数
notebook-record-column-criterion = 标准
notebook-record-column-years = 提前年数
notebook-record-column-excellent = 优秀
notebook-record-column-minimum = 下限
notebook-record-column-after-1999 = 1999 年后起点
notebook-record-criteria-caption = 检验标准与结果
notebook-record-criteria-note = 标准在检验前确定，只适用于美国各州。“1999 年后起点”为正文所用方法在从未用于任何调整的起点上的结果，只有一至三个。最好的单一对照按事后得分逐年选出。位次为整数，区间含端点，括号内为并列随机分开后的比例。
notebook-record-panels-caption = 正文所用方法在各组地区上的检验结果（按预测年数）
notebook-record-panels-note = 覆盖率指 90% 区间。技巧为与“自身趋势外推”相比 CRPS 降低的比例；末列为该年数上最接近的对照方法（按事后得分选出）。美国各州 1999 年及以前、印度尼西亚 2012 年及以前的起点曾用于调整；美国县取六分之一，未用于调整。括号内为互不重叠的起点数。
notebook-record-panels-column-held = 覆盖率（{ $part }）
notebook-record-panels-column-drift = 水平：相对自身趋势外推的技巧
notebook-record-panels-column-relative-drift = 相对部分：相对自身趋势外推的技巧
notebook-record-panels-column-best = 水平上最接近的对照方法
notebook-record-panels-answer = 在 { $count } 组地区、五个预测年数上，按事后选出的最好单一对照在 { $cases } 种情形中有 { $behind } 种优于本模型。优势最大的是{ $best_panel }第 { $best_horizon } 年（{ $best_skill }），最差的是{ $worst_panel }第 { $worst_horizon } 年（与{ $worst_rival }相比 { $worst_skill }）。
notebook-record-90-percent-interval = 区间含 90%
notebook-record-99-9-percent-band = 99.9% 带
notebook-record-all = 全部

notebook-early-none = 没有提前公布的数据：各单位数据截至同一年。
notebook-early-caption = 提前公布的数据对 { $year } 年预测的影响：中位数与八成区间
notebook-early-note = 水平值为数据原计量单位；标准差指该数据自身误差的标准差。分组合计列在组内单位之前，组内单位当年数据尚未公布。
notebook-early-column-figure = 提前公布数
notebook-early-column-without = 不计提前公布数
notebook-early-column-with = 计入后
notebook-early-column-change = 中位数变动
notebook-early-figure = { $value }（标准差 { $sd }%）
notebook-step-none = 未公布跨普查口径年份的增速。
notebook-step-caption = 两次普查口径之间的变动：增长与修订
notebook-step-note = 现价增长由公布的实际增速和全省价格变动推算，并计入各县价格差异（八成区间）；其余部分为普查修订。以前年份按新口径重新公布的，变动全部为修订。
notebook-step-column-before = 旧口径
notebook-step-column-after = 新口径
notebook-step-column-step = 变动
notebook-step-column-real = 实际增速
notebook-step-column-growth = 现价增长
notebook-step-column-revision = 普查修订

## against the baseline

notebook-against-caption = 与基准情景的可能性对照：{ $name }
notebook-against-column-year = 年份
notebook-against-column-scenario = 本情景
notebook-against-column-baseline = 基准情景
notebook-against-column-difference = 相差
notebook-against-note = 各目标按主要口径测算，相差以百分点计，按取整前的数计算；不足两倍模拟误差的，视为无明显影响。
