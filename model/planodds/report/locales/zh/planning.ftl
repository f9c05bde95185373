### 规划评估、目标测算与年度监测节点的文字。

## figures

planning-rank = 位次
planning-range = { $low }–{ $high }
planning-ranks = { $count ->
   *[other] { $shown } 位
}
planning-a-year = 年均 { $growth }
planning-measured = { $value } { $unit }

## evaluation

planning-midterm-title = { $subject }实施中期评估
planning-final-title = { $subject }实施终期评估
planning-subject = { $unit }“{ $plan }”
planning-known = 数据截至 { $year } 年；可能性由 { $draws } 次联合模拟计算
planning-verdict-counts = 规划共列目标 { $all } 项。其中已实现 { $met } 项，已落空 { $missed } 项，可测算可能性的 { $open } 项，暂无数据或未量化、不能判断的 { $rest } 项。
planning-verdict-chance = 按联合模拟，到期实现的可能性不低于一半的 { $likely } 项，不足十分之一的 { $unlikely } 项。各项可能性：{ $list }。
planning-name-odds = { $name }（{ $odds }）
planning-verdict-ruler = 按时序进度（目标完成进度与时间进度相比）衡量，达到进度的 { $on } 项，滞后的 { $behind } 项。
planning-verdict-optimistic = 时序进度虽已达到，但到期实现的可能性不足一半的有：{ $list }，不宜据此判断“能够完成”。
planning-verdict-pessimistic = 时序进度虽滞后，但到期实现的可能性不低于一半的有：{ $list }。
planning-progress-heading = 目标进展情况
planning-progress-caption = 各项目标进展与时序进度
planning-progress-note = 金额单位为{ $units }。完成进度＝（最近公布数－基数）÷（目标值－基数）；时间进度＝已过年数÷规划年数。位次按同一算法。仅列有公布数的目标。
planning-column-base = 基数
planning-column-current = 最近公布数
planning-column-goal = 目标值
planning-column-covered = 完成进度
planning-column-elapsed = 时间进度
planning-column-schedule = 时序进度
planning-chance-heading = 到期实现的可能性
planning-chance-caption = 各项目标到期（{ $year } 年）实现的可能性、预测与建议
planning-chance-note = 预测为目标年的中位数，下为八成区间。“已增”“尚需”为年均增速，位次为已前移、尚需前移的位数。可能性附模拟误差（百分点），不含模型本身的误差。
planning-column-chance = 可能性
planning-column-outcome = 目标年预测
planning-column-so-far = 基年以来
planning-column-needed = 尚需
planning-column-advice = 建议
planning-column-reading = 口径
planning-error = 模拟误差 { $error }
planning-advice-heading = 建议及依据
planning-advice = { $list }。{ $reason }
planning-readings-heading = 其他口径的结果
planning-readings-note = 规划原文留有余地之处，另列其他口径。正文采用的口径以外，结果如下。
planning-readings-caption = 其他口径下的可能性
planning-unknown-heading = 不能判断的目标
planning-too-early = 规划实施时间过短或模拟误差过大
planning-status-note = { $status }。{ $note }

## linear schedule

planning-schedule-heading = 时序进度可靠程度的检验
planning-schedule-text = 在历史面板上取互不重叠的五年窗口，把各单位目标统一定为此前五年增速的上四分位所能达到的水平，在实施满两年时看时序进度，在第五年末看是否实现。
planning-schedule-finding = 实施两年时“达到进度”的单位，五年末实现目标的比例：{ $list }
planning-schedule-share = { $panel } { $share }
planning-schedule-figure-note = 圆点为实现比例，横线为 95% 区间。同一窗口内各单位处于同一经济形势，故以窗口为单位计算区间，窗口少则区间宽。
planning-schedule-caption = 时序进度与联合模拟可能性的对照
planning-schedule-note = 各比例下方为 95% 区间。布里尔评分为预测误差平方的均值，越低越好：“按标志”把达到进度视为必定实现、滞后视为必定落空；“按历史比例”用其他窗口同一标志下的实现比例；“本模型”为同一时点、只用当时数据拟合的可能性。没有拟合的面板为“—”。
planning-schedule-better = 以布里尔评分衡量，本模型的可能性优于时序进度标志的面板：{ $list }。
planning-schedule-worse = 不及时序进度标志的面板：{ $list }。
planning-column-panel = 面板
planning-column-windows = 窗口数
planning-column-on-schedule-arrived = 达到进度者实现比例
planning-column-behind-arrived = 滞后者实现比例
planning-column-brier-flag = 布里尔评分：按标志
planning-column-brier-record = 按历史比例
planning-column-brier-chance = 本模型

## targets to set

planning-targets-title = { $unit } { $year } 年目标测算
planning-targets-set = 以 { $asked } 的可能性同时实现，{ $year } 年目标可定为：{ $list }。
planning-targets-margin = 如果各项分别按 { $asked } 的可能性确定，全部同时实现的可能性只有 { $joint }。要使整组目标同时实现的可能性达到 { $asked }，各项须留有共同余量，即单项可能性提高到 { $own } 左右。
planning-targets-behind = 其中{ $list }低于最近公布数（位次为靠后）：要有这样的把握，须为经济下行、统计修订和其他单位的增长留出余量，并非预测会下降；各半可能的水平见第二部分。
planning-goal = { $name }{ $value }
planning-set-heading = 整组目标：同时实现与分别实现
planning-set-caption = 按 { $asked } 的可能性确定的目标
planning-set-note = “同时实现”按共同余量确定：各项单独实现的可能性相同，全部实现的可能性恰为所定数值。全部实现可能性的{ $error }个百分点。
planning-column-one-by-one = 分别实现
planning-column-together = 同时实现
planning-column-own = 后者单项可能性
planning-all-together = 全部实现的可能性
planning-reach-heading = 各项指标可以达到的水平
planning-reach-caption = { $year } 年以不同可能性达到的水平、年均增速和位次
planning-reach-note = 金额单位为{ $units }，现价。“80% 可能”指以 80% 的可能性达到或超过；位次为达到或更前。第二行为自最近公布数起的年均增速。
planning-column-today = 最近公布数
planning-column-reach = { $share } 可能
planning-milestone-heading = 年度分解
planning-milestone-caption = 年度节点、实现整组目标的模拟路径与匀速推算
planning-milestone-note = 每项第一行为年度节点：当年以与目标相同的把握达到的水平，逐年通向目标。“实现目标的模拟”为实现整组目标的各次模拟的中位数与八成区间，不是直线。“匀速”按目标年均增速推算，供对照。
planning-milestone-none = 能够实现整组目标的模拟次数过少，不作年度分解。
planning-arriving = 实现目标的模拟
planning-straight = 匀速
planning-arithmetic-heading = 水平、增速与价格口径的换算
planning-arithmetic-caption = 目标对应的年均增速：不同价格涨幅下
planning-arithmetic-note = 第一列价格不变，即现价增速；其余各列为假定价格总水平年均上涨该幅度时的不变价增速，仅为换算，不是价格预测。
planning-column-prices = 价格年均 { $rise }
planning-agreement-heading = 目标之间是否协调
planning-agreement-caption = 一项目标实现时，另一项也实现的可能性
planning-agreement-note = 行为所求目标，列为已实现的目标。数值越高，两项目标越相互一致。
planning-column-given = 若{ $name }实现
planning-echelon-heading = “第一方阵”的不同划法
planning-echelon-caption = { $year } 年位次进入前列的可能性
planning-echelon-note = “第一方阵”须先定界线。这里并列规划用过的名次、前三分之一和前四分之一。
planning-column-roster = 排位范围
planning-first-ranks = 前 { $rank } 位
planning-draft-heading = 目标草案文件
planning-draft-text = 草案已写入 { $file }，各数附测算依据；把它放进研究的 plans 文件夹，即可修改、校验（planodds check）和评估（planodds evaluate）。
planning-draft-label = { $unit }目标草案（{ $first }—{ $last } 年）
planning-draft-source = 目标测算草案，由{ $origin }的联合模拟得出，供修改
planning-draft-first-line = 目标草案：数值由联合模拟测算，依据见各项 note；请修改后使用。
planning-draft-target = { $year } 年{ $name }达到{ $value }
planning-draft-note = 整组目标同时实现的可能性为 { $asked } 时的水平（{ $value }，取整后更易实现），单独实现的可能性 { $own }；{ $year } 年公布数为 { $base }。

## signposts

planning-signposts-title = { $subject }年度监测节点
planning-signposts-none = 规划中没有尚待实现、其间还有年度数据的目标。
planning-signpost-today = { $name }：目前可能性 { $today }。
planning-signpost-half-figure = { $year } 年公布数达到{ $figure }（出现的可能性 { $chance }），可能性才在一半以上；
planning-signpost-half-any = { $year } 年无论公布数多少，可能性都在一半以上；
planning-signpost-half-none = { $year } 年无论公布数多少，可能性都到不了一半；
planning-signpost-least-figure = { $year } 年达不到{ $figure }（达到的可能性 { $chance }），则基本无望。
planning-signpost-least-any = { $year } 年一年的数据还不足以判定无望。
planning-signpost-least-none = { $year } 年无论公布数多少，都基本无望。
planning-signpost-resolved = { $year } 年数据公布后，目前的不确定性预计消除 { $resolved }。
planning-signpost-heading = 年度监测节点表
planning-signpost-caption = 各目标在各年须达到的数值
planning-signpost-note = 只凭当年这一项公布数判断，不计其他信息。第二行为达到该数或更好的可能性。“任何数”指无论公布数多少都保持该可能性，“无此数”指再好的公布数也达不到该可能性。“消除不确定性”为当年数据公布后，目标能否实现的方差预计缩小的比例。位次为达到或更前。
planning-any = 任何数
planning-none = 无此数
planning-met-with = 可能性 { $chance }
planning-column-stays = 保持 { $chance } 以上
planning-column-lost = 低于此数基本无望（{ $chance }）
planning-column-resolved = 消除不确定性
planning-read-off-heading = 已公布数据与节点对照
planning-read-off-text = 测算之后公布的年度数据，与节点对照如下。
planning-read-off = { $year } 年公布数为{ $figure }：{ $verdict }，可能性由 { $today } 变为 { $chance }。

## overtaking

planning-overtake-title = { $unit }与前后各单位的位次变化
planning-overtake-ahead = 前面最近的是{ $other }：{ $year } 年{ $unit }排到其前面的可能性 { $chance }，到 { $year } 年至少有一年排到其前面的可能性 { $ever }。
planning-overtake-behind = 后面最近的是{ $other }：{ $year } 年其排到{ $unit }前面的可能性 { $chance }，到 { $year } 年至少有一年排到前面的可能性 { $ever }。
planning-overtake-set = 目前{ $rank }。以 { $level } 的把握，{ $first }—{ $last } 年各年位次同时落在相应区间内，其中 { $last } 年为 { $span } 位。
planning-order-heading = 与前后各单位的先后次序
planning-order-caption = 先后次序与最近一次排位相反的可能性
planning-order-note = 最近公布数的单位为{ $unit }。各年第一行为当年次序相反的可能性，第二行为到该年为止至少有一年相反的可能性。
planning-ever = 曾经 { $chance }
planning-column-neighbour = 单位
planning-column-side = 目前
planning-rank-set-heading = 各年可能的位次
planning-rank-set-caption = 位次的中位数、单年区间与各年同时成立的区间
planning-rank-set-note = 排位范围：{ $roster }。单年区间只对当年成立；“各年同时”指各年位次一并落在区间内的把握；“由差距推定”不看位次本身，由与所有其他单位的差距联合推定，最为保守。
planning-column-median = 中位数
planning-column-single = 单年 { $level } 区间
planning-column-all-years = 各年同时 { $level } 区间
planning-column-pairwise = 由差距推定 { $level }

## Levels that are reached together

planning-frontier-title = { $unit } { $year } 年两项指标可同时达到的水平
planning-frontier-finding = { $year } 年{ $unit }以 { $probability } 的可能性同时达到{ $gdp_name } { $gdp }、{ $revenue_name } { $revenue }；其中任何一项单独达到的可能性不低于 { $alone }。
planning-frontier-heading = 可能性相同的组合
planning-frontier-caption = { $year } 年可同时达到的水平
planning-frontier-column-probability = 要求的共同可能性
planning-frontier-column-joint = 实际共同可能性
planning-frontier-column-alone = { $variable }单独达到
planning-frontier-column-mark = 备注
planning-frontier-axis = { $variable }（{ $unit }）
planning-frontier-balanced = 两项可能性相同
planning-frontier-note = 每行为一组水平。一项定得高，另一项就要定得低。按联合模拟逐次计数，共同可能性后为模拟误差。
planning-frontier-figure-title = { $year } 年可同时达到的水平（按共同可能性）
planning-frontier-figure-note = 同一条曲线上各点同时达到两项水平的可能性相同；圆点处两项单独达到的可能性相同。

## 单位简报

planning-unit-rank = 位次
planning-unit-title = { $unit }：至 { $year } 年走势简报
planning-unit-today = { $unit } { $year } 年{ -ranked-label }{ $value }
planning-unit-today-rank = ，{ $year } 年居{ -region }{ $rank }。
planning-unit-reach = 到 { $year } 年，{ -ranked-label }有一半可能达到{ $even }，有 { $likely_share } 的可能达到{ $likely }。
planning-unit-reach-rank = 届时位次约为{ $rank }，八成区间为 { $span } 位。
planning-unit-chances = 实现可能性：{ $list }。
planning-unit-heading = 现状与可能达到的水平
planning-unit-fan-title = { $unit }{ -ranked-label }：已公布数与预测
planning-unit-fan-note = 线为中位数，色带依次包含 50%、80%、90% 的模拟结果。
planning-unit-caption = 以给定可能性达到或超过的水平
planning-unit-measured = { $name }（{ $unit }）
planning-unit-dated = { $value }（{ $year } 年）
planning-unit-note = 各栏水平或位次，均以栏首所列可能性达到或优于。
planning-unit-column-reach =
    { $year } 年
    { $share } 可能
planning-unit-column-target = 目标
planning-unit-targets-caption = 共同目标的实现可能性（对所有{ -units }目标相同）
planning-unit-column-rank = 目前位次
planning-unit-column-above = { $year } 年{ $unit }排在其前面的可能性
planning-unit-neighbours-caption = 最近一次排位中前后最近的{ -units }
planning-unit-neighbours-note = 最近公布数的单位为{ $unit }。
