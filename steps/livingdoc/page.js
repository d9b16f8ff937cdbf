"use strict";
const form = document.getElementById("filter");
const words = document.getElementById("words");
const problems = document.getElementById("problems");
const scenarios = [...document.querySelectorAll(".scenario")];
const groups = [...document.querySelectorAll(".rule, .feature")];
const links = [...document.querySelectorAll("nav li")];

// A word in the title or the prose of a feature or a rule finds all its scenarios.
const texts = new Map(scenarios.map((scenario) => {
  const above = [scenario.closest(".rule"), scenario.closest(".feature")];
  const titles = above.flatMap((group) => group ? [...group.children] : [])
    .filter((child) => child.matches("h2, h3, .about, .prose"));
  return [scenario, [scenario, ...titles].map((element) => element.textContent).join(" ").toLowerCase()];
}));

function target(hash) {
  return document.getElementById(decodeURIComponent(hash.slice(1)));
}

function filter() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const scenario of scenarios) {
    const found = wanted.every((word) => texts.get(scenario).includes(word));
    scenario.hidden = !found || (problems.checked && scenario.classList.contains("passed"));
  }
  for (const group of groups) {
    group.hidden = !group.querySelector(".scenario:not([hidden])");
  }
  for (const link of links) {
    link.hidden = target(link.firstElementChild.hash).hidden;
  }
  report(scenarios.filter((scenario) => !scenario.hidden).length);
}

function report(shown) {
  const filtered = words.value.trim() || problems.checked;
  form.querySelector("output").textContent = !filtered ? "" :
    shown ? `${shown} of ${scenarios.length} titles shown` : "Nothing matches";
}

// A link to what the filter hides shows everything again.
window.addEventListener("hashchange", () => {
  const wanted = target(location.hash);
  if (wanted?.closest("[hidden]")) {
    form.reset();
    filter();
    wanted.scrollIntoView();
  }
});

form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
