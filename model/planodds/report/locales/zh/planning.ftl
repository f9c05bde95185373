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
planning-verdict-ruler = 按时序进度（完成路程所占比例与时间所占比例相比）衡量，达到进度的 { $on } 项，滞后的 { $behind } 项。
planning-verdict-optimistic = 时序进度虽已达到，但到期实现的可能性不足一半的有：{ $list }，不宜据此判断“能够完成”。
planning-verdict-pessimistic = 时序进度虽滞后，但到期实现的可能性不低于一半的有：{ $list }。
planning-progress-heading = 目标进展情况
planning-progress-caption = 各项目标进展与时序进度
planning-progress-note = 金额单位为{ $units }。完成路程＝（最近公布数－基数）÷（目标值－基数）；时间过去＝已过年数÷规划年数。位次按同一算法。仅列有公布数的目标。
planning-column-base = 基数
planning-column-current = 最近公布数
planning-column-goal = 目标值
planning-column-covered = 完成路程
planning-column-elapsed = 时间过去
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
