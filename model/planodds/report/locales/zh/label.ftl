### 代码的名称：变量、口径、情景、表格与各列。

## Variables

label-variable-rank = 位次
label-variable-secondary-share = 第二产业占比
label-variable-gdp-across-census = { -ranked-label }（跨普查）
label-variable-revenue-long = { -linked-label }（长序列）
label-variable-income-per-head = 人均收入
label-variable-grdp-per-head = 人均地区生产总值

## Rosters of the ranking

label-roster-group = 同组各单位

## Rosters, in a table

label-roster-short-group = 同组单位

## Readings of a target

label-reading-published = 按公布数
label-reading-chained = 按同一口径增速推算
label-reading-constant-prices = 不变价
label-reading-current-prices = 现价
label-reading-current-prices-chained = 现价，同一口径推算
label-reading-as-written = 按原文

## Readings of a scenario

label-variant-common-boom = { -region }同步增长
label-variant-own-effort = 主要依靠本{ -unit-short }

## Evidence

label-evidence-posterior = 数据与先验
label-evidence-prior-only = 仅先验

## Kinds of figures and assumptions

label-kind-data = 数据
label-kind-estimate = 估计
label-kind-judgement = 判断
label-kind-plan = 规划
label-kind-level = 水平
label-kind-place-held-still = 位次（他{ -unit-short }不动）
label-kind-growth = 增速
label-kind-rise = 位次上升

## Series of the scenarios

label-series-aggregate = { -region }{ -ranked }
label-series-county-gdp = { -unit }{ -ranked }
label-series-county-revenue = { -unit }{ -linked }

## Measures of an assumption

label-measure-growth = 年增速
label-measure-level = 水平
label-measure-own-growth = 额外增速
label-measure-tilt-mean = 均值判断
label-measure-tilt-probability = 概率判断
label-measure-lasting = 长期政策
label-measure-one-off = 一次性项目
label-measure-in-base = 基数中的一次性项目

## Factors of a project

label-factor-capacity = 产能
label-factor-utilisation = 利用率
label-factor-value-added-ratio = 增加值率
label-factor-displacement = 替代比例
label-factor-delay = 推迟年数

## Assumptions of the model

label-assumption-as-modelled = 现模型
label-assumption-anchor = 长期名义增速
label-assumption-trend-innovation = 趋势的年波动
label-assumption-national-coal = 煤价对全国的影响
label-assumption-trend-level = 趋势水平
label-assumption-degrees = 共同冲击的尾部
label-assumption-heavy-tails = 厚尾冲击
label-assumption-census = 今后换口径
label-assumption-common-shocks = 各{ -unit-short }的共同冲击

## Levels of an assumption

label-level-off = 去除
label-level-none = 去除
label-level-0 = 去除
label-level-0-0 = 去除
label-level-x0 = 去除
label-level-x2 = 加倍
label-level-0-040 = 4%
label-level-0-070 = 7%
label-level-0-006 = 0.6%
label-level-0-025 = 2.5%
label-level-lower = 低 1 个百分点
label-level-higher = 高 1 个百分点
label-level-10 = 较薄

## Parts of a forecast or of a change

label-part-common = { -region }
label-part-own = 本{ -unit-short }
label-part-census = 换口径
label-part-total = 合计
label-part-level = 水平
label-part-relative = 相对部分
label-part-rank = 位次
label-part-event = 位次事件

## Forecasting methods

label-benchmark-own-drift = 自身趋势
label-benchmark-pooled-drift = 合并趋势
label-benchmark-stay = 位次不变
label-benchmark-panel-ar = 面板自回归
label-benchmark-ets-damped = 阻尼指数平滑
label-benchmark-arima = ARIMA
label-benchmark-theta = Theta 法
label-benchmark-components = 不可观测成分
label-benchmark-auto-ets = AutoETS
label-benchmark-auto-theta = AutoTheta
label-benchmark-auto-ces = AutoCES
label-benchmark-mfles = MFLES
label-benchmark-fracast = Fracast
label-benchmark-model = 本模型
label-benchmark-ensemble = 组合预测
label-benchmark-model-given-common = 本模型（给定{ -region }走势）

## Blocks of the model

label-block-common = 共同部分
label-block-county = 单位部分
label-block-revenue = { -linked }部分
label-block-paths = 路径

## Terms of the model

label-term-as-modelled = 现行模型
label-term-coal-lag = 上年煤价的影响
label-term-national-to-provincial = 全国增速对全省的影响
label-term-trend-innovation = 趋势的年波动
label-term-common-tails = 共同部分的厚尾
label-term-coal-share = 煤价×工业占比
label-term-industry-year = 工业县的年度冲击
label-term-prefecture-factor = 组共同因素
label-term-slow-deviation = 缓慢偏离
label-term-drift = 长期漂移
label-term-unit-scales = 各县各自的波动幅度
label-term-county-tails = 各县冲击的厚尾
label-term-volatility = 各单位共同的年度波动
label-term-wedge = 各县均值与全省之差
label-term-census-prefecture = 普查修订：市级部分
label-term-census-share = 普查修订：随工业占比
label-term-relative-elasticity = 收入对相对增速的弹性
label-term-revenue-coal = 收入：煤价×工业占比
label-term-reversion = 收入占比的回归
label-term-year-effect = 收入的年度共同影响
label-term-policy-years = 政策年份（样本内年度影响不设限）
label-term-revenue-tails = 收入冲击的厚尾
label-term-revenue-scales = 各县各自的收入波动幅度
label-term-one-off-jump = 一次性收入跳升（另加）

## Panels

label-panel-counties = { -study-label }
label-panel-shanxi = 山西各县
label-panel-us-states = 美国各州
label-panel-us-counties = 美国县
label-panel-indonesia-districts = 印度尼西亚县市

## Periods

label-regime-all = 全部
label-regime-coal-up = 煤价上行
label-regime-coal-down = 煤价下行

## Samples of origins

label-sample-all = 全部起点
label-sample-opened = 未用于调整的起点
label-sample-tuning = 用于调整的起点

## Stages of a revision

label-stage-realised = 已实现
label-stage-outlook = 展望

## Strata of the record

label-stratum-one-basis = 同一口径
label-stratum-across-census = 跨口径

## Criteria, in the workbook

label-criterion-relative-coverage = 相对部分，九成区间包含
label-criterion-rank-coverage = 位次，九成区间包含
label-criterion-level-coverage = 水平，九成区间包含
label-criterion-drift-skill = 水平，比自身趋势的误差减幅
label-criterion-best-rival = 水平，比最好对照的误差减幅
label-criterion-units-better = 优于自身趋势的单位
label-criterion-brier-skill = 位次事件，比位次不变的误差减幅
label-criterion-calibration = 模拟校准

## Criteria, in the notebook

label-criterion-asked-relative-coverage = 相对部分，九成区间包含
label-criterion-asked-rank-coverage = 位次，九成区间包含
label-criterion-asked-level-coverage = 水平，九成区间包含（各年平均）
label-criterion-asked-drift-skill = 水平，对自身趋势的技巧
label-criterion-asked-best-rival = 水平，对最好单一对照的技巧
label-criterion-asked-units-better = 优于自身趋势的单位
label-criterion-asked-brier-skill = 位次事件，对“位次不变”的技巧
label-criterion-asked-calibration = 模拟校准，落在 99% 带内的量

## Verdicts

label-verdict-excellent = 优秀
label-verdict-minimum = 达到下限
label-verdict-missed = 未达到

## Published facts

label-fact-gdp = { -ranked }
label-fact-gdp-growth = { -ranked-label }增速
label-fact-revenue = { -linked-label }
label-fact-revenue-growth = { -linked-label }增速
label-fact-rank = 位次
label-fact-units-ranked = 参加排名单位
label-fact-place-20-gdp = 第 20 位的 { -ranked }
label-fact-place-30-gdp = 第 30 位的 { -ranked }
label-fact-place-of-gdp-level = { -ranked } 目标水平当年的位次
label-fact-required-growth-gdp-level = 达到 { -ranked } 目标须年均增速
label-fact-required-growth-revenue-level = 达到收入目标须年均增速
label-fact-level-of-gdp-growth = 增速目标对应的 { -ranked }
label-fact-level-of-revenue-growth = 增速目标对应的收入
label-fact-implied-deflator = 水平与增速目标一致时的平减指数

## Checked quantities

label-quantity-share-of-growth-beyond-40-percent = 年名义增速超过 ±40% 的比例
label-quantity-five-year-growth-q05 = 五年年均增速 5% 分位
label-quantity-five-year-growth-q95 = 五年年均增速 95% 分位
label-quantity-five-year-rank-change-sd = 五年位次变动标准差（位）
label-quantity-spread = 相对增速离散度
label-quantity-tails = 三倍离散度以外的比例
label-quantity-autocorrelation = 与上年的相关系数
label-quantity-ratio-level = 收入占 { -ranked } 比重（各{ -unit-short }中位数）
label-quantity-ratio-spread = 收入占 { -ranked } 比重的离散度（对数）

## Quality of a source

label-quality-good = 好
label-quality-fair = 一般
label-quality-weak = 较弱
label-quality-mirror = 转载

## Licences

label-licence-unknown = 不明
label-licence-government = 政府公开

## Yes and no

label-yes-no-True = 是
label-yes-no-False = 否

## Grades of evidence

label-grade-high = 高
label-grade-medium = 中
label-grade-low = 低

## Statuses

label-status-open = 未定
label-status-decided-met = 已实现
label-status-decided-missed = 未实现
label-status-not-computable = 不可计算
label-status-no-data = 无数据
label-status-not-enough-data = 数据不足
label-status-threshold-pending = 目标值未定
label-status-refused = 条件过远，不予计算
label-status-accepted = 可计算

## Statistical bases

label-basis-budget-account = 预算决算口径

## Sides of the ranking

label-side-ahead = 在前
label-side-behind = 在后

## Joint targets

label-joint-joint-gdp-revenue = { -ranked } 与收入同时达到
label-joint-joint-all-three = 三项同时达到
label-joint-rank-30-given-gdp = { -ranked } 达到时进入前 30 位

## Units of measurement

label-unit-log = 对数
label-unit-rank = 位次
label-unit-percent = %
label-unit-log-growth = 对数增速
label-unit-places = 位
label-unit-place = 位
label-unit-units = 个单位
label-unit-percent-a-year = % 每年

## Parts scored on the county panels

label-holdout-part-level = 水平
label-holdout-part-relative = 相对部分
label-holdout-part-common = 共同部分
label-holdout-part-rank = 位次
label-holdout-part-model-given-common = 相对部分，给定全省走势

## Designs scored on the county panels

label-holdout-design-us-states-income-per-head = 美国各州人均收入
label-holdout-design-shanxi-gdp = 山西 GDP（同一口径）
label-holdout-design-shanxi-gdp-across-census = 山西 GDP（跨普查，2024 年）
label-holdout-design-shanxi-revenue = 山西收入
label-holdout-design-shanxi-revenue-long = 山西收入（2006、2010、2011 年起）

## Notebooks

label-notebook-01-data = 数据与事实
label-notebook-02-model = 模型与收敛
label-notebook-03-track-record = 历史检验
label-notebook-05-compare = 情景比较
label-notebook-06-explore = 自行探索

## Forms of the brief

label-document-brief = 简报
label-document-annex = 技术附件
label-document-workbook = 结果工作簿
label-document-tables = 全部数据表
label-document-index = 本版目录
label-month-1 = 1 月
label-month-2 = 2 月
label-month-3 = 3 月
label-month-4 = 4 月
label-month-5 = 5 月
label-month-6 = 6 月
label-month-7 = 7 月
label-month-8 = 8 月
label-month-9 = 9 月
label-month-10 = 10 月
label-month-11 = 11 月
label-month-12 = 12 月
label-grade-meaning-low = 年份少或数据存疑，仅可作量级参考
label-grade-meaning-medium = 可比年份少，或部分资料来源较弱
label-grade-meaning-high = 官方来源，可比年份较长
label-file-format-html = 网页：首屏给出结论，其后为依据
label-file-format-pdf = PDF，A4，可打印
label-file-format-docx = Word 文稿，可修改转发
label-file-format-png = 首屏图片，可发手机
label-file-format-xlsx = Excel 结果表：简报数字和图表
label-file-format-tables = Excel 全部数据表

## Tables

label-table-results = 各项目标的可能性
label-table-quantiles = 水平与位次的分位数
label-table-facts = 公布数及其直接推算
label-table-history = 各{ -unit-short }历年公布数
label-table-thresholds = 各目标水平的可能性
label-table-required-growth-for-probability = 给定把握所需增速
label-table-even-path = 各半所需的共同路径
label-table-counties = 各{ -unit-short }位次
label-table-sensitivity = 可能性对假设的敏感度
label-table-required = 所需增速与历史次数
label-table-data-quality = 各年数据质量
label-table-sources-used = 数据来源
label-table-diagnostics = 收敛诊断
label-table-posterior-summary = 参数后验摘要
label-table-record = 历史检验得分
label-table-record-neff = 历史检验汇总与有效检验数
label-table-record-engine = 正文采用的方法
label-table-record-joint = GDP 与收入合并得分
label-table-record-acceptance-criteria = 检验标准与实际达到
label-table-record-skill = 与各对照方法之比
label-table-record-coverage = 区间覆盖率
label-table-record-reliability-bins = 预测概率与实际频率
label-table-record-reliability = 可靠性曲线
label-table-base-rates = 历史频率
label-table-rank-distribution = 位次分布
label-table-assumptions = 情景假设
label-table-conditioning = 情景条件的可行性
label-table-first-passage = 首次达到的年份
label-table-neighbours = 与邻近位次各{ -unit-short }比较
label-table-comparison = 情景比较
label-table-mixture = 加权混合概率
label-table-forecast-revision = 中位预测的变动分解
label-table-common-outlook = 驱动因素与共同路径
label-table-missing-data = 各项目标尚缺的数据
label-table-prior-predictive = 只凭先验的预测是否合理
label-table-posterior-predictive = 模型生成的数据与实际数据

## Sheets of the workbook

label-sheet-results = 目标可能性
label-sheet-quantiles = 水平与位次
label-sheet-mixture = 加权混合
label-sheet-thresholds = 各水平可能性
label-sheet-required = 所需增速
label-sheet-required-growth-for-probability = 给定把握所需
label-sheet-even-path = 各半所需路径
label-sheet-base-rates = 历史频率
label-sheet-first-passage = 首次达到年份
label-sheet-comparison = 情景比较
label-sheet-assumptions = 情景假设
label-sheet-conditioning = 情景可行性
label-sheet-common-outlook = 共同路径
label-sheet-forecast-revision = 变动分解
label-sheet-rank-distribution = 位次分布
label-sheet-neighbours = 邻近各{ -unit-short }
label-sheet-counties = 各{ -unit-short }位次
label-sheet-facts = 公布数
label-sheet-history = 各{ -unit-short }历年数
label-sheet-data-quality = 数据质量
label-sheet-record = 历史检验
label-sheet-record-neff = 历史检验汇总
label-sheet-record-engine = 所用模型
label-sheet-record-acceptance-criteria = 检验标准
label-sheet-record-joint = GDP 与收入合并
label-sheet-record-skill = 与对照之比
label-sheet-record-coverage = 区间包含比例
label-sheet-record-reliability-bins = 预测与实际频率
label-sheet-record-reliability = 可靠性曲线
label-sheet-diagnostics = 收敛诊断
label-sheet-posterior-summary = 参数摘要
label-sheet-sensitivity = 敏感性
label-sheet-prior-predictive = 先验检查
label-sheet-posterior-predictive = 后验检查
label-sheet-sources-used = 数据来源

## Columns of the workbook

label-column-information = 信息时点
label-column-origin = 起点年份
label-column-scenario = 情景
label-column-variant = 读法
label-column-unit = 单位
label-column-roster = 排名范围
label-column-target = 目标
label-column-reading = 口径
label-column-evidence = 依据
label-column-year = 年份
label-column-threshold = 目标值
label-column-probability = 可能性
label-column-mcse = 模拟误差
label-column-lower = 下限
label-column-upper = 上限
label-column-draws = 抽样数
label-column-ess = 有效样本
label-column-status = 状态
label-column-variable = 指标
label-column-mean = 均值
label-column-kind = 性质
label-column-from-year = 起始年
label-column-from-value = 起始值
label-column-to-year = 目标年
label-column-to-value = 目标值
label-column-required-growth-log = 所需增速（对数）
label-column-required-growth-percent = 所需年均增速 %
label-column-span-years = 年数
label-column-k = 达到次数
label-column-n = 总数
label-column-k-span = 整段达到次数
label-column-n-span = 整段总数
label-column-lower-span = 整段下限
label-column-upper-span = 整段上限
label-column-probability-in = 当年首次达到
label-column-probability-by = 至该年达到过
label-column-mcse-by = 模拟误差
label-column-baseline-q50 = 基准中位
label-column-series = 变量
label-column-measure = 量度
label-column-value = 数值
label-column-sd = 标准差
label-column-low = 低值
label-column-high = 高值
label-column-source = 依据出处
label-column-ess-share = 有效样本占比
label-column-mahalanobis = 偏离程度
label-column-tail-probability = 同向偏离占比
label-column-message-zh = 说明
label-column-message-en = 说明（英文）
label-column-then = 编制时
label-column-now = 现在
label-column-stage = 阶段
label-column-part = 部分
label-column-rank = 位次
label-column-neighbour = 位次相近单位代码
label-column-name-zh = { -units }
label-column-name-en = 英文名
label-column-group-zh = 分组
label-column-group-en = 分组（英文）
label-column-quantile = 分位
label-column-reach-probability = 达到的可能性
label-column-side = 前后
label-column-last-rank = 现位次
label-column-last-gdp = 现 { -ranked }
label-column-probability-above = 本{ -unit-short }居前
label-column-fact = 事项
label-column-basis = 口径
label-column-units = 单位数
label-column-ok = 无疑问
label-column-corrected = 更正
label-column-doubtful = 存疑
label-column-derived = 推算
label-column-excluded = 剔除
label-column-second-source = 另有出处
label-column-source-id = 来源代号
label-column-title = 标题
label-column-publisher = 发布者
label-column-location = 位置
label-column-licence = 许可
label-column-quality = 说明
label-column-published = 发布日期
label-column-rows = 数据行
label-column-block = 部分
label-column-parameter = 参数
label-column-passed = 通过
label-column-rival = 对照方法
label-column-horizon = 提前年数
label-column-skill = 误差减幅
label-column-stratum = 口径分组
label-column-origins = 起点数
label-column-weights = 权重
label-column-lowest = 情景中最低
label-column-highest = 情景中最高
label-column-chance = 把握
label-column-forecast-growth-percent = 预测年均增速 %
label-column-baseline-growth-percent = 基准年均增速 %
label-column-window-years = 连续年数
label-column-order = 序号
label-column-precedent = 先例代码
label-column-precedent-zh = 先例
label-column-precedent-en = 先例（英文）
label-column-precedent-from = 先例起始年
label-column-precedent-to = 先例结束年
label-column-precedent-growth-percent = 先例年均增速 %
label-column-path-year = 路径年份
label-column-distance = 偏离程度
label-column-probability-then = 届时可能性
label-column-assumption = 假设
label-column-level = 取值
label-column-as-modelled = 模型所用
label-column-change = 变动
label-column-max-rhat = R-hat 最大
label-column-max-rhat-of = 最大者
label-column-min-ess-bulk = 主体有效样本
label-column-min-ess-bulk-of = 最小者
label-column-min-ess-tail = 尾部有效样本
label-column-min-ess-tail-of = 最小者
label-column-divergences = 发散
label-column-chains = 链数
label-column-tune = 预热
label-column-seconds = 用时（秒）
label-column-crps-rival = 对照 CRPS
label-column-coverage-50 = 五成区间包含
label-column-coverage-80 = 八成区间包含
label-column-coverage-90 = 九成区间包含
label-column-mean-pit = 平均 PIT
label-column-brier-rival = 对照 Brier
label-column-brier-skill = Brier 误差减幅
label-column-cells = 格数
label-column-tilt-kl = 加权代价
label-column-ledger-gross = 项目总增量
label-column-ledger-excess = 项目超常增量
label-column-home = 本{ -unit-short }
label-column-engine = 方法
label-column-gain-level = 水平增益
label-column-gain-relative = 相对部分增益
label-column-gain-event = 事件增益
label-column-criterion = 标准
label-column-model = 方法
label-column-panel = 面板
label-column-excellent-low = 优秀下界
label-column-excellent-high = 优秀上界
label-column-minimum-low = 下限下界
label-column-minimum-high = 下限上界
label-column-reached = 实际达到
label-column-verdict = 结论
label-column-worst = 最差
label-column-worst-origin = 最差起点
label-column-sample = 样本
label-column-score = 得分
label-column-score-rival = 对照得分
label-column-log-gain = 对数得分增益
label-column-units-better = 占优单位
label-column-promise = 标称包含
label-column-held = 覆盖率
label-column-held-spread = 包含离散
label-column-forecast-probability = 预测概率
label-column-hits = 发生次数
label-column-observed-frequency = 实际频率
label-column-density = 密度
label-column-opened = 预留起点得分
label-column-opened-origins = 预留起点数
label-column-spread = 离散
label-column-brier = Brier 得分
label-column-crps = CRPS 得分
label-column-apart = 互不重叠
label-column-windows = 时段数
label-column-regime = 时期
label-column-share = 占比
label-column-first-year = 首年
label-column-last-year = 末年
label-column-asked = 所问增速
label-column-span = 年数
label-column-span-asked = 所问年数
label-column-probability-now = 现在可能性
label-column-rank-q10 = 位次 10% 分位
label-column-rank-q50 = 位次中位
label-column-rank-q90 = 位次 90% 分位
label-column-title-zh = 标题（中文）
label-column-publisher-zh = 发布者（中文）
label-column-n-eff = 有效检验数
label-column-events = 事件数
label-column-quantity = 数量
label-column-observed = 实际
label-column-inside = 在范围内
label-column-tail = 尾部占比
label-column-energy = 能量得分
label-column-energy-apart = 分别预测的得分
label-column-energy-rival = 对照得分
label-column-gain-together = 合并增益

## Inputs of an edition

label-input-data = 数据
label-input-priors = 先验
label-input-code = 代码
label-input-versions = 软件版本
label-input-settings = 设置
label-input-asked-for = 所选信息集与情景

## Outcomes of a target, in the text

label-outcome-decided-met = 已实现
label-outcome-decided-missed = 未实现
label-outcome-not-computable = 不可计算
label-outcome-no-data = 无数据
label-outcome-not-enough-data = 数据不足
label-outcome-threshold-pending = 目标值未定
label-outcome-refused = 条件过远，不予计算

## Panels of the scenario comparison

label-comparison-axis-gdp = { -ranked }（{ -money }）
label-comparison-axis-revenue = { -linked }（{ -money }）
label-comparison-axis-rank = 位次

## Parts of a forecast, as titles

label-figure-part-level = 水平
label-figure-part-relative = 相对部分
label-figure-part-rank = 位次

## Numbers of a memo's sections

label-section-number-1 = 一、
label-section-number-2 = 二、
label-section-number-3 = 三、
label-section-number-4 = 四、
label-section-number-5 = 五、
label-section-number-6 = 六、
label-section-number-7 = 七、
label-section-number-8 = 八、
label-section-number-9 = 九、
label-section-number-10 = 十、

## Planning

label-schedule-on-schedule = 达到
label-schedule-behind = 滞后
label-advice-keep = 维持目标
label-advice-strengthen = 维持目标，加大力度
label-advice-revise = 建议调整
label-advice-binding = 报告上级，采取补救措施
label-advice-cannot-judge = 不作判断
label-advice-achieved = 已完成
label-advice-missed = 未完成
label-unit-usd-per-person = 美元/人
label-unit-usd-1e6 = 百万美元
label-unit-idr-1e3-per-person = 千印尼盾/人
label-cut-first-third = 前三分之一
label-cut-first-quarter = 前四分之一
label-verdict-likely = 可能性不低于一半
label-verdict-possible = 可能性在两成以上
label-verdict-unlikely = 可能性不足两成
label-verdict-lost = 基本无望
label-sheet-early-figures = 提前公布数
label-sheet-census-steps = 普查口径变动
label-table-early-figures = 提前公布数
label-table-census-steps = 普查口径变动
label-kind-expected = 预计数
label-kind-published = 已公布
label-column-sd-percent = 标准差（%）
label-column-q10-without = 不计时 10% 分位
label-column-q50-without = 不计时中位数
label-column-q90-without = 不计时 90% 分位
label-column-change-percent = 变动（%）
label-column-before = 旧口径
label-column-after = 新口径
label-column-step-percent = 变动（%）
label-column-real-percent = 实际增速（%）
label-column-growth-percent = 现价增长（%）
label-column-growth-q10 = 现价增长 10% 分位（%）
label-column-growth-q90 = 现价增长 90% 分位（%）
label-column-revision-percent = 普查修订（%）
label-column-revision-q10 = 普查修订 10% 分位（%）
label-column-revision-q90 = 普查修订 90% 分位（%）
label-column-indicator = 数据文件中的名称
label-column-found = 已有年数
label-column-needed = 所需年数
label-column-file = 待补文件
label-column-columns = 文件各列
label-column-example = 填写示例
label-column-prior-q05 = 先验 5% 分位
label-column-prior-q95 = 先验 95% 分位
label-column-ratio = 后验与先验标准差之比
label-column-prior-posterior-q05 = 后验 5% 分位
label-column-prior-posterior-q50 = 后验中位数
label-column-prior-posterior-q95 = 后验 95% 分位
label-column-forecast-revision-unit = 影响的单位
label-column-forecast-revision-value = 影响
label-sheet-missing-data = 待补数据
label-sheet-prior-posterior = 先验与后验
label-table-prior-posterior = 各参数先验与后验的比较（减去先验均值，以先验标准差为单位）

## parts of the change of a chance

label-change-part-revised-data = 数据修订
label-change-part-new-data = 新增数据
label-change-part-model = 模型或先验
label-change-part-scenario = 情景或依据
label-change-part-together = 多项并存
label-change-part-monte-carlo = 模拟误差

## figure by which a target is judged

label-print-rule-first-print = 初步数
label-print-rule-final = 最终核实数

## parts of a unit's growth

label-way-component-own = 自身相对增速
label-way-component-census = 换口径（一次）
label-way-component-linked = { -linked }超出{ -ranked }增速

## Columns and keys of a scenario in a workbook

label-workbook-name = 文件名：小写字母、数字和下划线。措施一栏填措施名称，同一单位不得重复
label-workbook-label = 情景名称，不超过 120 字
label-workbook-narrative = 情景说明
label-workbook-references = sources.csv 中的 source_id，每行一个
label-workbook-readings = 并列展示的口径：plain（通常）、common_boom（周边同步上升）、own_effort（仅本单位）
label-workbook-ahead = 第几年：1 为首个无数据年份。与 year 二选一
label-workbook-year = 年份。与 ahead 二选一
label-workbook-kind = 依据性质：data 数据、estimate 估计、judgement 判断、plan 规划
label-workbook-source = sources.csv 中的 source_id，或负责的人员、单位
label-workbook-date = 资料日期或修改日期，格式为 2026-11-01
label-workbook-note = 备注
label-workbook-series = 指标序列
label-workbook-unit = 单位代码，仅用于单个单位的序列；留空为规划所指单位
label-workbook-measure = growth：比上年增长；level：水平值，单位与数据一致
label-workbook-value = 增长率（0.15 或 15%）、水平值或概率
label-workbook-sd = 标准差（对数点）；0 为硬性条件
label-workbook-statistic = mean 均值或 probability 概率
label-workbook-threshold = 增长率或水平值，仅用于概率
label-workbook-direction = >= 或 <=，仅用于概率
label-workbook-variable = 所增长的指标：gdp 或 revenue
label-workbook-low = 三角分布下限
label-workbook-mode = 三角分布众数
label-workbook-high = 三角分布上限
label-workbook-effect = lasting：自该年起长期；one_off：仅一年；in_base：已含在最近一年数据中且不再发生
label-workbook-author = 人员或单位
label-workbook-reason = 修改原因

## Parameters of the blocks of units

label-parameter-county-coal-slope = 驱动因素经由结构差异的影响
label-parameter-county-benchmark-mean = 口径调整的平均幅度
label-parameter-county-benchmark-slope = 口径调整随结构的差异
label-parameter-county-benchmark-group-scale = 各组口径调整的离散程度
label-parameter-county-benchmark-scale = 组内口径调整的离散程度
label-parameter-county-shock-median = 年度意外变动幅度（中位单位）
label-parameter-county-shock-spread = 各单位年度意外变动幅度的差异
label-parameter-county-volatility-scale = 各单位共同的年度波动程度
label-parameter-county-volatility-persistence = 年度波动程度的持续性
label-parameter-county-slow-persistence = 缓慢偏离的持续性
label-parameter-county-slow-scale = 缓慢偏离的年度变动幅度
label-parameter-county-group-persistence = 组内共同冲击的持续性
label-parameter-county-group-scale = 组内共同冲击的幅度
label-parameter-county-drift-scale = 趋势持久差异的离散程度
label-parameter-revenue-intercept = 首个指标不变时的增速
label-parameter-revenue-common-elasticity = 对共同增长的弹性
label-parameter-revenue-relative-elasticity = 对自身增长的弹性
label-parameter-revenue-coal-slope = 驱动因素经由结构差异的影响
label-parameter-revenue-reversion = 每年向通常比例的回归
label-parameter-revenue-ratio-scale = 各单位通常比例的差异
label-parameter-revenue-year-scale = 各单位共同的年度影响
label-parameter-revenue-shock-median = 年度意外变动幅度（中位单位）
label-parameter-revenue-shock-spread = 各单位年度意外变动幅度的差异

## Kinds of assumptions in a form

label-workbook-sheet-conditions = 路径条件
label-workbook-sheet-tilts = 均值与概率条件
label-workbook-sheet-own-growth = 自身额外增长
label-workbook-sheet-measures = 措施
label-workbook-sheet-changes = 修改记录

## Figures of an edition

label-figure-fan-gdp = { -ranked-label }：公布数与预测
label-figure-fan-revenue = { -linked-label }：公布数与预测
label-figure-forecast-revision = 预测变动的原因
label-figure-odds-path = 历年数据下的可能性
label-figure-rank-distribution = 位次分布
label-figure-rank-path = 位次：公布数与预测
label-figure-record = 历史检验
label-figure-scenarios = 情景比较
label-figure-sensitivity = 对假定的敏感程度
label-figure-strip = 全省各{ -unit-short }位次
