### 图中的文字。

## sparkline

figure-sparkline-scale = 从 0 到 100 的可能性：
figure-sparkline-then = 编制规划时
figure-sparkline-now = 现在

## fan

figure-fan-target = 目标 { $value }（{ $year } 年）
figure-fan-basis-change = 换口径
figure-fan-median = { $name }{ $gap }中位 { $value }
figure-fan-place = { -region }{ $place }
figure-fan-gap = {" "}

## ranks

figure-ranks-place-axis = 位次（上方为前）
figure-ranks-top = 前 { $rank } 位
figure-ranks-now = { $year } 年{ $rank }
figure-ranks-median = { $year } 年中位{ $rank }
figure-ranks-panel = { $year } 年：中位{ $median }；前 { $rank } 位 { $odds }
figure-ranks-strip-axis = { -money }（对数刻度），按位次从左到右
figure-ranks-target = 目标 { $value }
figure-ranks-rank-axis = 位次

## odds

figure-odds-axis = 可能性（%）
figure-odds-then = ○ 编制规划时
figure-odds-now = ● 现在
figure-odds-prior = □ 编制时仅凭先验
figure-odds-origin-axis = 所用数据截至年份

## bridge

figure-bridge-then = 编制规划时
figure-bridge-now = 现在
figure-bridge-target = 目标 { $value }
figure-bridge-title = { $variable }（{ $unit }）

## tornado

figure-tornado-as-modelled = 现模型 { $odds }

## record

figure-record-horizon-axis = 提前年数
figure-record-coverage-axis = 九成区间覆盖率（%）
figure-record-skill-axis = 误差较对照的减幅（%）
figure-record-forecast-axis = 预测概率（%）
figure-record-frequency-axis = 实际频率（%）
figure-record-states = ● 美国各州
figure-record-shanxi = ◇ 山西各县
figure-record-nominal = 名义值 90%
