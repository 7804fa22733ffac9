// A shop in another language: it pays, refunds, binds, charges and cancels. Written from the OpenAPI document and the
// sandbox's first page, with nothing installed. Give BASE, STORE_ID, API_KEY and SECRET_KEY as the first page shows them.
import { createHmac } from "node:crypto";

const { BASE, STORE_ID, API_KEY, SECRET_KEY } = process.env;
const SHOP = "http://127.0.0.1:8000";

async function jkopay(method, path, payload) {
  const digest = createHmac("sha256", SECRET_KEY).update(payload).digest("hex");
  const headers = { "Content-Type": "application/json", "api-key": API_KEY, digest };
  const isGet = method === "GET";
  const response = await fetch(`${BASE}${path}${isGet ? `?${payload}` : ""}`, {
    method,
    headers,
    body: isGet ? undefined : payload,
  });
  const answer = await response.json();
  if (answer.result !== "000") throw new Error(`${method} ${path}: ${answer.result} ${answer.message}`);
  return answer.result_object;
}

const post = (path, fields) => jkopay("POST", path, JSON.stringify(fields));

async function steer(method, path, fields) {
  const response = await fetch(`${BASE}/_sandbox${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

async function paid(path, orderId, price) {
  const { transactions } = await jkopay("GET", path, `platform_order_ids=${orderId}`);
  const row = transactions.find((each) => each.platform_order_id === orderId);
  const isPaid = row.status === 0 && row.currency === "TWD" && Number(row.final_price) === price;
  if (!isPaid) throw new Error(`not paid: ${JSON.stringify(row)}`);
  return row;
}

const authpay = async (authNo) => (await jkopay("GET", "/platform/authpay/detail", `auth_no=${authNo}`)).authpay;

// Pay and refund.
const { payment_url } = await post("/platform/entry", {
  platform_order_id: "node-order-1",
  store_id: STORE_ID,
  currency: "TWD",
  total_price: 100,
  final_price: 100,
  unredeem: 0,
  result_url: `${SHOP}/result`,
  result_display_url: `${SHOP}/thanks`,
});
await steer("POST", "/orders/node-order-1/pay", { user: "creditcard" });
const order = await paid("/platform/inquiry", "node-order-1", 100);
const refund = { platform_order_id: "node-order-1", refund_amount: 30, refund_order_id: "node-refund-1" };
await post("/platform/refund", refund);
const [refunded] = (await paid("/platform/inquiry", "node-order-1", 100)).refund_history;

// Bind, charge, refund the charge, cancel. Charges are possible from 08:00 to 20:00 in Taipei.
const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
await steer("PUT", "/clock", { now: `${today}T10:00:00+08:00` });
const { auth_no } = await post("/platform/authpay/regular", {
  authpay_name: "茶葉訂閱",
  store_id: STORE_ID,
  platform_authpay_id: "node-binding-1",
  billing_amount: 390,
  billing_cycle: { period: "month", times: 1 },
  result_url: `${SHOP}/bound`,
});
await steer("POST", `/authorizations/${auth_no}/grant`, { user: "balance" });
const granted = await authpay(auth_no);
await post("/platform/authpay/transaction", {
  auth_no,
  order: { platform_order_id: "node-charge-1", trade_name: "茶葉訂閱", currency: "TWD", total_price: 390, final_price: 390 },
});
const charge = await paid("/platform/authpay/inquiry", "node-charge-1", 390);
const given_back = await post("/platform/authpay/refund", {
  platform_order_id: "node-charge-1",
  refund_amount: 390,
  refund_order_id: "node-refund-2",
});
await post("/platform/authpay/cancel", { auth_no });
const cancelled = await authpay(auth_no);

console.log(JSON.stringify({ payment_url, order, refunded, granted, charge, given_back, cancelled }));
